/* oxlint-disable no-underscore-dangle -- the name by which Node finds what is on a connection */
import { EventEmitter } from "node:events";
import { TsgiError, type Environ } from "@tsgi/core";
import { TSGI_LISTENER_DESTROYED } from "@tsgi/core/errors";

/** The members of a socket's `_httpMessage` that are used here. */
interface Message extends EventEmitter {
  readonly req: EventEmitter & { readonly complete: boolean };
}

/** Properties that every fake socket shares: it is open from the start, and no bytes go through it. */
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
  // As if corked: Node need not join writes that go nowhere.
  writableCorked: 1,
  writableEnded: false,
  writableFinished: false,
  writableHighWaterMark: 16_384,
  writableLength: 0,
  writableNeedDrain: false,
  writableObjectMode: false,
} as const;

/** Methods that change nothing here and return the socket. */
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

/** The connection of a fake request: it has the addresses of both ends and can be destroyed. No bytes go through it. */
export class FakeSocket extends EventEmitter {
  readonly #environ: Environ;
  /** The current response of the connection, where Node's OutgoingMessage looks for it. */
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
  /** Undefined if the host knows only a name of the server. */
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
  /** Ignores the value: the environ decides the scheme. */
  set encrypted(_value: unknown) {}
  get readyState(): string {
    return this.destroyed ? "closed" : "open";
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.errored = error ?? null;
    this.close();
    // A body that is above its limit or truncated is not the listener's fault: a failing request destroys its socket.
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

  /** Closes the connection, for any reason. */
  close(): void {
    this.destroyed = true;
    this.readable = false;
    this.writable = false;
    this.stopTimer();
    process.nextTick(emitClose, this);
  }

  /** Works as on a server's socket: emits `timeout` on request and response, and destroys itself if neither has a listener. */
  setTimeout(milliseconds: number, callback?: () => void): this {
    clearTimeout(this.#idle);
    this.timeout = milliseconds;
    if (callback !== undefined && milliseconds === 0) this.off("timeout", callback);
    else if (callback !== undefined) this.once("timeout", callback);
    if (milliseconds > 0 && !this.destroyed)
      this.#idle = setTimeout(() => this.#timedOut(), Number(milliseconds));
    return this;
  }
  /** Restarts the timer after a read or a write. */
  touch(): void {
    this.#idle?.refresh();
  }
  /** Called when the response is over. */
  stopTimer(): void {
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
  /** Drops bytes that are written directly to the socket. */
  write(): boolean {
    return false;
  }
}

Object.assign(FakeSocket.prototype, SAME);
for (const name of IDLE) {
  Object.defineProperty(FakeSocket.prototype, name, {
    configurable: true,
    writable: true,
    value(this: FakeSocket) {
      return this;
    },
  });
}

function familyOf(address: string | undefined): string | undefined {
  return address && (address.includes(":") ? "IPv6" : "IPv4");
}

function emitClose(socket: FakeSocket): void {
  const { errored } = socket;
  socket.closed = true;
  // A server always listens to its sockets, so that an error without another listener does not end the process.
  if (errored !== null && socket.listenerCount("error") > 0) socket.emit("error", errored);
  socket.emit("close", errored !== null);
}
