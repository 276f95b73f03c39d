import type { Chunk } from "../message.ts";
import type { ErrorLog } from "../connection.ts";
import type { HostBody } from "../host-body.ts";
import type { RequestSource } from "../request-context.ts";
import type { Head } from "./head.ts";

/** Is notified of how the connection ends. An {@link Exchange} implements it. */
export interface CloseListener {
  /** Called when the response has been sent or broken off. */
  finished(): void;
  /** Called if the client disconnects before the response is complete. */
  disconnected(): void;
}

/** The members of an exchange that a transport may use. An {@link Exchange} implements it. */
export interface ResponseControl {
  /** The error of a failed response; undefined if it has not failed, or if the host has taken it over. */
  failure: unknown;
  /** Writes an error to the log. Never throws. */
  log(error: unknown): void;
  /** See {@link Exchange.failHandoff}. */
  failHandoff(error: unknown, isHeadSent: boolean): void;
}

/**
 * The interface between a host and an {@link Exchange}: facts about the request and its connection, and functions that send
 * a response. A host implements it once for each kind of connection.
 *
 * An exchange sends a response in one of two ways: `whole`, or `head`, then `write` and `flush` for each chunk, then `end`;
 * `abort` breaks off either. It calls each at most once, except `write` and `flush`, and none of them after the connection
 * is known to be closed. The members without a `?` suffice for a socket. The others are capabilities: `end` sends trailers,
 * and `handOff` runs a body that takes over the connection, as an upgrade does.
 */
export interface Transport extends RequestSource {
  /** True for a HEAD request, as the client sent it. */
  readonly isHead: boolean;
  /** True when the client is known to have disconnected before the response was complete. */
  readonly isDisconnected: boolean;

  /** Returns the bytes of a string in UTF-8. */
  byteLength(text: string): number;
  /**
   * Sends head and body, and ends. The head has the correct Content-Length, or none if none is allowed.
   *
   * @returns a promise if the end takes time, see {@link Transport.end}
   */
  whole(head: Head, body: Chunk | null): void | Promise<void>;
  /** Sends the head; write() and end() send the body that follows. */
  head(head: Head): void;
  /** Sends a chunk. Returns false if no more should follow until the host calls back through onDrain(). */
  write(chunk: Chunk): boolean;
  /** Sends the chunks that write() still holds. Returns false if that happens in the host's next turn. */
  flush(): boolean;
  /** Calls back once when the host accepts more chunks. */
  onDrain(resume: () => void): void;
  /** Calls back after the host has done other work. */
  defer(resume: () => void): void;
  /** Ends a streamed response cleanly. Returns a promise if that takes time; a rejection breaks the response off. */
  end(): void | Promise<void>;
  /** Breaks off the response so that the client notices: an error response before the head, otherwise a reset. */
  abort(error: unknown): void;
  /** Reports the end of the connection to the listener once. Called at most once, possibly after that end. */
  onClose(listener: CloseListener): void;
  /** Keeps the process, or the invocation, alive until the promise settles; it never rejects. */
  waitUntil(promise: Promise<void>): void;

  /** A log for this request only. Default: that of the application. */
  readonly errors?: ErrorLog;
  /** True if the host computes the length of a whole body itself: whole() then gets a head without it. */
  readonly computesContentLength?: boolean;
  /** True if the host sends a stream without its declared length: a response to HEAD then omits it too. */
  readonly dropsStreamLength?: boolean;
  /**
   * Sends head and stream by the host's own means. Returns undefined if the exchange must read the stream and send it
   * through write(); the promise rejects if nothing could be sent.
   */
  stream?(head: Head, stream: ReadableStream<Uint8Array>): Promise<void> | undefined;
  /**
   * Sends head and body by the host's own means for this kind of body, for HEAD too. Returns false if the exchange must open
   * the body.
   */
  hostBody?(head: Head, body: HostBody): boolean;
  /**
   * Returns a function that responds instead of the exchange, for a body that works on the host's own objects, as an
   * upgraded connection does; undefined for any other body. Errors go to {@link Exchange.failHandoff}.
   */
  handOff?(body: HostBody, response: ResponseControl): (() => void) | undefined;
  /** Passes an error before the head to the host's own error handling. Returns false if the exchange must respond. */
  respondToError?(error: unknown, response: ResponseControl): boolean;
  /** Returns true for a platform error that means that the client disconnected. It is not logged. */
  isClientError?(error: unknown): boolean;
}
