import type { Chunk } from "../message.ts";
import type { ErrorLog } from "../connection.ts";
import type { HostBody } from "../host-body.ts";
import type { RequestSource } from "../request-context.ts";
import type { Head } from "./head.ts";

/** Learns how the connection ends. An {@link Exchange} is one. */
export interface CloseListener {
  /** The response is out, or was broken off. */
  finished(): void;
  /** The client disconnected before the response was complete. */
  disconnected(): void;
}

/** What a transport may do about the response of its exchange. An {@link Exchange} is one. */
export interface ResponseControl {
  /** What went wrong; undefined for a response that has not failed, or that the host has taken over. */
  failure: unknown;
  /** Writes an error to the log. Never throws. */
  log(error: unknown): void;
  /** See {@link Exchange.failHandoff}. */
  failHandoff(error: unknown, isHeadSent: boolean): void;
}

/**
 * Everything a host owes to an {@link Exchange}: what it knows of the request and its connection, and its ways to send a
 * response. A host implements it once for each kind of connection it has.
 *
 * An exchange sends a response in one of two ways: `whole`, or `head`, then `write` and `flush` for each chunk, then `end`;
 * `abort` breaks off either. It calls each at most once, `write` and `flush` aside, and none of them after the connection
 * is known to be closed. The members without a `?` suffice for a socket. Those with one are capabilities: trailers are
 * sent by `end`, and a body that takes the connection over, as an upgrade does, by `handOff`.
 */
export interface Transport extends RequestSource {
  /** True for a HEAD request, as the client sent it. */
  readonly isHead: boolean;
  /** True when the client is known to have disconnected before the response was complete. */
  readonly isDisconnected: boolean;

  /** Returns the bytes of a string in UTF-8. */
  byteLength(text: string): number;
  /**
   * Sends head and body, and ends. The head holds the right Content-Length, or none if there may be none.
   *
   * @returns a promise if the end takes time, see {@link Transport.end}
   */
  whole(head: Head, body: Chunk | null): void | Promise<void>;
  /** Sends the head of a body that follows by write() and end(). */
  head(head: Head): void;
  /** Sends a chunk. Returns false if the host wants no more before it calls back by onDrain(). */
  write(chunk: Chunk): boolean;
  /** Sends on what write() may still hold. Returns false if that happens in the host's next turn. */
  flush(): boolean;
  /** Calls back once when the host takes more. */
  onDrain(resume: () => void): void;
  /** Calls back after the host has done other work. */
  defer(resume: () => void): void;
  /** Ends a streamed response cleanly. Returns a promise if that takes time; a rejection breaks the response off. */
  end(): void | Promise<void>;
  /** Breaks off the response so that the client can tell: an answer before the head, else a reset. */
  abort(error: unknown): void;
  /** Reports the end of the connection to the listener, once. Called at most once, also after that end. */
  onClose(listener: CloseListener): void;
  /** Keeps the process, or the invocation, alive until the promise settles; it never rejects. */
  waitUntil(promise: Promise<void>): void;

  /** The log of this request alone. Default: that of the application. */
  readonly errors?: ErrorLog;
  /** True if the host computes the length of a whole body itself: the head then comes to whole() without it. */
  readonly computesContentLength?: boolean;
  /** True if the host sends a stream without the length that was declared: HEAD does not report it either then. */
  readonly dropsStreamLength?: boolean;
  /**
   * Sends head and stream by the host's own means. Returns undefined if the stream is to be read and sent by write(); the
   * promise rejects if nothing could be sent.
   */
  stream?(head: Head, stream: ReadableStream<Uint8Array>): Promise<void> | undefined;
  /**
   * Sends head and body by means that belong to this host and this kind of body, under HEAD too. Returns false if the body
   * is to be opened.
   */
  hostBody?(head: Head, body: HostBody): boolean;
  /**
   * Returns what responds in place of the exchange for a body that works on the host's own objects, as an upgraded
   * connection does; undefined if the body is like any other. Errors go to {@link Exchange.failHandoff}.
   */
  handOff?(body: HostBody, response: ResponseControl): (() => void) | undefined;
  /** Hands an error before the head to the host's own error handling. Returns false if the exchange is to answer. */
  respondToError?(error: unknown, response: ResponseControl): boolean;
  /** Recognises an error of the platform's that means that the client disconnected: it is not logged. */
  isClientError?(error: unknown): boolean;
}
