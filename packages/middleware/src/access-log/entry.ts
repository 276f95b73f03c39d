import type { Environ } from "@tsgi/core";
import { remoteUser } from "../shared/remote-user.ts";

/** What there is to tell of a request once its response has ended. */
export interface LogEntry {
  /** When the request came, milliseconds since the epoch. */
  readonly time: number;
  readonly remoteAddress: string;
  /** Who was authenticated, by a middleware that checked it. */
  readonly remoteUser?: string | undefined;
  readonly method: string;
  /** The target as the client sent it: path and query. */
  readonly target: string;
  readonly protocol: string;
  /**
   * Of the head that was sent; 500 if the application's error was left to the server. Undefined if the client left before
   * the head, unless `goneStatus` gives one.
   */
  readonly status: number | undefined;
  /** Bytes of the body that were handed over to be sent. */
  readonly bytes: number;
  /** Microseconds from the call of the application to the end of the response. */
  readonly duration: number;
  readonly referer?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
  /** True when the client left, or the response failed, before it was complete. */
  readonly aborted: boolean;
}

/** What is counted while a response goes out. */
export interface Counts {
  readonly time: number;
  readonly status: number | undefined;
  readonly bytes: number;
  readonly duration: number;
  readonly requestId: string | undefined;
  readonly aborted: boolean;
}

export function entryOf(environ: Environ, counts: Counts): LogEntry {
  return {
    time: counts.time,
    remoteAddress: environ.remoteAddress,
    remoteUser: environ.get(remoteUser),
    method: environ.method,
    target: environ.target,
    protocol: environ.protocol,
    status: counts.status,
    bytes: counts.bytes,
    duration: counts.duration,
    referer: environ.header("referer"),
    userAgent: environ.header("user-agent"),
    requestId: counts.requestId,
    aborted: counts.aborted,
  };
}
