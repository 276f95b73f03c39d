import type { Key } from "@tsgi/core";

/** What a host knows of the connection besides the Request. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** `HTTP/2`; default: `HTTP/1.1`. */
  readonly protocol?: string | undefined;
}

/** What a host of fetch handlers gives besides the Request: for those who build a host on {@link toFetch}. */
export interface FetchHost<Context> {
  /** Name of the host, as in its package's name. */
  readonly name: string;
  readonly version: string;
  /** True where other processes run the application at the same time. Default: false. */
  readonly multiprocess?: boolean;
  /**
   * True where `request.url` is a target in absolute form when the client sent one; a function tells for each request, for
   * one with `fields` whether the client sent that form. Default: false, the URL is made of Host.
   */
  readonly absoluteForm?: boolean | ((request: Request, context: Context) => boolean);
  /**
   * The scheme of the connection itself; undefined where the host does not know it. Default: that of `request.url`, which a
   * client decides where it is a target in absolute form.
   */
  scheme?(context: Context): "http" | "https" | undefined;
  /** True where the host refuses control characters in field values. Default: false, they are looked for and refused here. */
  readonly checksFields?: boolean;
  /** True where `request.headers` cannot be read any more once the response has ended. Default: false. */
  readonly headersExpire?: boolean;
  /** The header fields as they came, a flat list. Default: those of `request.headers`, sorted and joined. */
  fields?(request: Request, context: Context): readonly string[] | undefined;
  /**
   * One header field of a request that has just come, `name` in lower case, duplicates joined: where the host has a shorter
   * way than `request.headers`. Default: there.
   */
  field?(request: Request, name: string): string | null;
  /** From the host's own knowledge alone, never from a header that a client can send. Called when first asked for. */
  peer?(request: Request, context: Context): Peer;
  /** The value of a key that nothing was set under. Called whenever it is asked for. */
  value?(key: Key<unknown>, request: Request, context: Context): unknown;
  /** What the host calls a handler with besides the Request: what {@link fromFetch} calls its own with. Default: nothing. */
  handlerArgs?(context: Context): readonly unknown[];
  /** True where the host sends a body otherwise once it was looked into: a copy is looked into then. Default: false. */
  readonly forgetsBodies?: boolean;
  /** Keeps the host from ending while the promise is pending; it never rejects. */
  waitUntil?(promise: Promise<void>, context: Context): void;
  /** The server's own URL, where `request.url` may be a path alone. */
  origin?(context: Context): string;
  /** Gives what to throw for an error before the head, to the host's own error handling. Default: a plain 500 instead. */
  mapError?(error: unknown): unknown;
  /**
   * Tells an error of the platform's own that means that the client has left: it is no error of the application, and not
   * logged as one. Default: there is none.
   */
  isClientError?(error: unknown): boolean;
  /**
   * True where the host breaks a connection off whose upload is not read. What the application left unread is then read,
   * for 5 seconds at most, before the response ends. Default: false.
   */
  readonly drainsUnreadBody?: boolean;
  /** Returns true where the host sends a stream in chunks though a length was declared: HEAD then tells none. Default: false. */
  dropsStreamLength?(context: Context): boolean;
  /** True where the host cancels the stream of a response whose client has left. Default: its signal tells. */
  readonly cancels?: boolean;
  /** A body without Content-Type in a form for which the host invents none. Default: the bytes. */
  untyped?(bytes: Uint8Array): BodyInit;
}
