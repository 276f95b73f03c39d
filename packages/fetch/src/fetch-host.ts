import type { Key } from "@tsgi/core";

/** The connection of a request, as far as the host knows it. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** `HTTP/2`; default: `HTTP/1.1`. */
  readonly protocol?: string | undefined;
}

/** A host of fetch handlers, for authors of a host on {@link toFetch}: all differences from an unknown host. */
export interface FetchHost<Context> {
  /** Name of the host, as in its package's name. */
  readonly name: string;
  readonly version: string;
  /** True if other processes run the application at the same time. Default: false. */
  readonly multiprocess?: boolean;
  /**
   * True if `request.url` is the target in absolute form when the client sent one. A function decides for each request; on a
   * host with `fields`, it returns true if the client sent that form. Default: false, the URL is made from Host.
   */
  readonly absoluteForm?: boolean | ((request: Request, context: Context) => boolean);
  /**
   * Returns the scheme of the connection itself; undefined if the host does not know it. Default: that of `request.url`, which
   * a client controls if it is a target in absolute form.
   */
  scheme?(context: Context): "http" | "https" | undefined;
  /** True if the host rejects control characters in field values. Default: false, TSGI finds and rejects them. */
  readonly checksFields?: boolean;
  /** True if `request.headers` cannot be read once the response has ended. Default: false. */
  readonly headersExpire?: boolean;
  /** Returns the header fields as received, a flat list. Default: those of `request.headers`, sorted and joined. */
  fields?(request: Request, context: Context): readonly string[] | undefined;
  /**
   * Returns one header field of a request that has just arrived, `name` in lower case, duplicates joined, if the host has a
   * faster way than `request.headers`. Default: reads it there.
   */
  field?(request: Request, name: string): string | null;
  /** Returns the facts that the host itself knows, never a value that a client can send in a header. Called on first use. */
  peer?(request: Request, context: Context): Peer;
  /** Returns the host's value for a key that has not been set. Called on every read. */
  value?(key: Key<unknown>, request: Request, context: Context): unknown;
  /** Returns the arguments that the host calls a handler with after the Request, for {@link fromFetch}. Default: none. */
  handlerArgs?(context: Context): readonly unknown[];
  /** True if the host sends a body differently once code has read from it: TSGI then reads a copy. Default: false. */
  readonly forgetsBodies?: boolean;
  /** Keeps the host running while the promise is pending; it never rejects. */
  waitUntil?(promise: Promise<void>, context: Context): void;
  /** Returns the server's own URL, if `request.url` may be only a path. */
  origin?(context: Context): string;
  /**
   * Returns the value to throw for an error before the head, for the host's own error handling. Default: nothing is thrown,
   * the response is a plain 500.
   */
  mapError?(error: unknown): unknown;
  /**
   * Returns true for a platform error that means that the client has disconnected. It is not logged, since it is not the
   * application's error. Default: none.
   */
  isClientError?(error: unknown): boolean;
  /**
   * True if the host breaks off a connection whose upload is not read. TSGI then reads the rest of the upload, for at most 5
   * seconds, before the response ends. Default: false.
   */
  readonly drainsUnreadBody?: boolean;
  /** Returns true if the host sends a stream in chunks despite a declared length: HEAD then has none. Default: false. */
  dropsStreamLength?(context: Context): boolean;
  /** True if the host cancels the stream of a response when the client disconnects. Default: false, its signal aborts. */
  readonly cancels?: boolean;
  /** Returns a body without Content-Type in a form for which the host adds none. Default: the bytes. */
  untyped?(bytes: Uint8Array): BodyInit;
}
