import { EventEmitter } from "node:events";
import { TsgiError, type Environ } from "@tsgi/core";
import { TSGI_LISTENER_DESTROYED } from "@tsgi/core/errors";

/** Nothing is ever written to the stand-in, so one state does for all. */
const WRITABLE_STATE = { corked: 0 };

/**
 * What stands for the connection of a request that TSGI brought: it tells who is at the other end, and can be broken off.
 * No bytes go through it.
 */
export class PairSocket extends EventEmitter {
  readonly #environ: Environ;
  /** How Node's OutgoingMessage knows whose turn it is on the connection. */
  _httpMessage: unknown = undefined;
  readonly _writableState: { corked: number } = WRITABLE_STATE;
  /** As if corked: Node need not hold writes together where there is nothing to write to. */
  readonly writableCorked = 1;
  readonly writableLength = 0;
  readonly writableHighWaterMark = 16_384;
  readonly readableHighWaterMark = 16_384;
  readable = true;
  writable = true;
  destroyed = false;
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
    const address = this.remoteAddress;
    return address && (address.includes(":") ? "IPv6" : "IPv4");
  }
  get localPort(): number {
    return this.#environ.serverPort;
  }
  get encrypted(): boolean {
    return this.#environ.scheme === "https";
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
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
  end(): this {
    return this.destroy();
  }

  /** The connection is gone, for whatever reason. */
  close(): void {
    this.destroyed = true;
    this.readable = false;
    this.writable = false;
    process.nextTick(emitClose, this);
  }

  cork(): void {}
  uncork(): void {}
  pause(): this {
    return this;
  }
  resume(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  address(): object {
    return { port: this.localPort };
  }
  /** What is written past the response goes nowhere. */
  write(): boolean {
    return false;
  }
}

function emitClose(socket: PairSocket): void {
  socket.emit("close", false);
}
