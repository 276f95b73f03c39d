import type { Environ } from "@tsgi/core";
import { remoteUser } from "../shared/remote-user.ts";

/** Describes a request whose response has ended. */
export interface LogEntry {
  /** The time of the request, in milliseconds since the epoch. */
  readonly time: number;
  readonly remoteAddress: string;
  /** The user that a middleware authenticated. */
  readonly remoteUser?: string | undefined;
  readonly method: string;
  /** The target as sent by the client: path and query. */
  readonly target: string;
  readonly protocol: string;
  /**
   * The status that was sent; 500 if the server had to handle the application's error. Undefined if the client disconnected
   * before the head was sent, unless `goneStatus` sets one.
   */
  readonly status: number | undefined;
  /** Number of body bytes that were passed on for sending. */
  readonly bytes: number;
  /** Microseconds from the call of the application to the end of the response. */
  readonly duration: number;
  readonly referer?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
  /** True if the client disconnected or the response failed before it was complete. */
  readonly aborted: boolean;
}

/** Values that are collected while a response is sent. */
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
