/* oxlint-disable no-underscore-dangle -- the name by which Node finds what is on a connection */
import { EventEmitter } from "node:events";
import { TsgiError, type Environ } from "@tsgi/core";
import { TSGI_LISTENER_DESTROYED } from "@tsgi/core/errors";

/** What a socket's `_httpMessage` is used for here. */
interface Message extends EventEmitter {
  readonly req: EventEmitter & { readonly complete: boolean };
}

/** What is the same of every stand-in: nothing is ever read from it or written to it, and it is open from the start. */
const SAME = {
  _writableState: { corked: 0 },
  allowHalfOpen: true,
  bufferSize: 0,
  bytesRead: 0,
  bytesWritten: 0,
  connecting: false,
  pending: false,
  readableAborted: false,
  readableDidRead: false,
  readableEncoding: null,
  readableEnded: false,
  readableFlowing: true,
  readableHighWaterMark: 16_384,
  readableLength: 0,
  readableObjectMode: false,
  // As if corked: Node need not hold writes together where there is nothing to write to.
  writableCorked: 1,
  writableEnded: false,
  writableFinished: false,
  writableHighWaterMark: 16_384,
  writableLength: 0,
  writableNeedDrain: false,
  writableObjectMode: false,
} as const;

/** Methods that change nothing here, and give the socket. */
const IDLE = [
  "pause",
  "ref",
  "resume",
  "setDefaultEncoding",
  "setEncoding",
  "setKeepAlive",
  "setNoDelay",
  "unpipe",
  "unref",
];

/**
 * What stands for the connection of a request that TSGI brought: it tells who is at the other end, and can be broken off.
 * No bytes go through it.
 */
export class PairSocket extends EventEmitter {
  readonly #environ: Environ;
  /** How Node's OutgoingMessage knows whose turn it is on the connection. */
  _httpMessage: unknown = undefined;
  readable = true;
  writable = true;
  destroyed = false;
  closed = false;
  errored: unknown = null;
  /** Milliseconds without traffic until `timeout` is emitted; undefined for no limit, as in Node. */
  timeout: number | undefined = undefined;
  #idle: ReturnType<typeof setTimeout> | undefined = undefined;
  #onDestroy: (reason: TsgiError) => void;

  constructor(environ: Environ, onDestroy: (reason: TsgiError) => void) {
    super();
    this.#environ = environ;
    this.#onDestroy = onDestroy;
  }

  get remoteAddress(): string | undefined {
    return this.#environ.remoteAddress || undefined;
  }
  get remotePort(): number | undefined {
    return this.#environ.remotePort || undefined;
  }
  get remoteFamily(): string | undefined {
    return familyOf(this.remoteAddress);
  }
  /** Undefined where the host knows the server by a name alone. */
  get localAddress(): string | undefined {
    const { serverName } = this.#environ;
    return /^[\d.]+$|:/.test(serverName) ? serverName : undefined;
  }
  get localPort(): number {
    return this.#environ.serverPort;
  }
  get localFamily(): string | undefined {
    return familyOf(this.localAddress);
  }
  get encrypted(): true | undefined {
    return this.#environ.scheme === "https" || undefined;
  }
  /** Ignored: the scheme is the environ's. */
  set encrypted(_value: unknown) {}
  get readyState(): string {
    return this.destroyed ? "closed" : "open";
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.errored = error ?? null;
    this.close();
    // A body above its limit, or one that broke off, is no doing of the listener's: a request that fails takes its socket along.
    const cause = error instanceof TsgiError ? error : error?.cause;
    const isOurs = cause instanceof TsgiError;
    this.#onDestroy(isOurs ? cause : new TsgiError(TSGI_LISTENER_DESTROYED, undefined, error));
    return this;
  }
  destroySoon(): void {
    this.destroy();
  }
  resetAndDestroy(): this {
    return this.destroy();
  }
  end(...args: unknown[]): this {
    const callback = args.find((arg) => typeof arg === "function");
    if (callback !== undefined) this.once("close", callback as () => void);
    return this.destroy();
  }

  /** The connection is gone, for whatever reason. */
  close(): void {
    this.destroyed = true;
    this.readable = false;
    this.writable = false;
    this.rest();
    process.nextTick(emitClose, this);
  }

  /** As on a server's socket: who listens is told, and where neither request nor response is heard it is destroyed. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this.#idle);
    this.timeout = milliseconds;
    if (callback !== undefined && milliseconds === 0) this.off("timeout", callback);
    else if (callback !== undefined) this.once("timeout", callback);
    if (milliseconds > 0 && !this.destroyed)
      this.#idle = setTimeout(() => this.#timedOut(), Number(milliseconds));
    return this;
  }
  /** Something was read or written: the time begins anew. */
  touch(): void {
    this.#idle?.refresh();
  }
  /** The exchange is over: no time runs any more. */
  rest(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }
  #timedOut(): void {
    const response = this._httpMessage as Message;
    const isHeard = !response.req.complete && response.req.emit("timeout", this);
    if (!response.emit("timeout", this) && !isHeard) this.destroy();
    this.emit("timeout");
  }

  cork(): void {}
  uncork(): void {}
  isPaused(): boolean {
    return false;
  }
  pipe<Destination>(destination: Destination): Destination {
    return destination;
  }
  read(): null {
    return null;
  }
  address(): object {
    const { localAddress: address, localFamily: family, localPort: port } = this;
    return address === undefined ? { port } : { address, family, port };
  }
  /** What is written past the response goes nowhere. */
  write(): boolean {
    return false;
  }
}

Object.assign(PairSocket.prototype, SAME);
for (const name of IDLE) {
  Object.defineProperty(PairSocket.prototype, name, {
    configurable: true,
    writable: true,
    value(this: PairSocket) {
      return this;
    },
  });
}

function familyOf(address: string | undefined): string | undefined {
  return address && (address.includes(":") ? "IPv6" : "IPv4");
}

function emitClose(socket: PairSocket): void {
  const { errored } = socket;
  socket.closed = true;
  // A server always listens to its sockets: one that nobody else listens to ends no process.
  if (errored !== null && socket.listenerCount("error") > 0) socket.emit("error", errored);
  socket.emit("close", errored !== null);
}
