/** The parts of Node's objects that TSGI reads: small types of its own, so that it imposes no version of @types/node. */

// any: the event decides the arguments of its listener, and Node declares it so.
// oxlint-disable-next-line typescript/no-explicit-any
type Listener = (...args: any[]) => void;

export interface NodeSocket {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** True on TLS sockets. */
  readonly encrypted?: boolean;
  readonly destroyed?: boolean;
  uncork?(): void;
  end?(): unknown;
  destroySoon?(): void;
  destroy(): unknown;
  resetAndDestroy?(): unknown;
  on?(event: string, listener: Listener): unknown;
}

/** The part of http.IncomingMessage and http2.Http2ServerRequest that TSGI reads. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly httpVersionMajor: number;
  readonly rawHeaders: string[];
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: NodeSocket;
  readonly complete: boolean;
  /** Over HTTP/2. */
  readonly stream?: { readonly endAfterHeaders?: boolean };
  /** True if the client aborted the request. */
  readonly aborted?: boolean;
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  readonly readableDidRead: boolean;
  readonly readableLength: number;
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  removeAllListeners(event: string): unknown;
  read(): unknown;
  resume(): unknown;
  unpipe(): unknown;
  iterator(options?: { destroyOnReturn?: boolean }): AsyncIterator<unknown>;
}

/** The part of http2's stream that TSGI uses. */
export interface NodeStream {
  readonly destroyed: boolean;
  readonly closed: boolean;
  readonly aborted: boolean;
  /** The code it was closed with, 0 without an error; undefined while it is open. */
  readonly rstCode?: number | undefined;
  readonly writableLength: number;
  close(code?: number): void;
  write(chunk: string, callback: () => void): unknown;
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
}

/** The part of http.ServerResponse and http2.Http2ServerResponse that TSGI uses. */
export interface NodeResponse {
  readonly headersSent: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  readonly writableFinished?: boolean;
  readonly writableEnded?: boolean;
  getHeaderNames(): string[];
  removeHeader(name: string): void;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
  statusCode: number;
  readonly socket: NodeSocket | null;
  shouldKeepAlive?: boolean;
  writeHead(status: number, headers?: never): unknown;
  readonly writableCorked?: number;
  readonly writableNeedDrain?: boolean;
  uncork?(): void;
  chunkedEncoding?: boolean;
  write(chunk: string | Uint8Array): boolean;
  write(chunk: string, encoding: "latin1" | "utf8"): boolean;
  end(): unknown;
  end(chunk: string | Uint8Array): unknown;
  end(chunk: string, encoding: "latin1"): unknown;
  addTrailers(headers: never): void;
  writeContinue(callback?: () => void): void;
  writeEarlyHints(hints: Record<string, string | string[]>, callback?: () => void): void;
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
}
