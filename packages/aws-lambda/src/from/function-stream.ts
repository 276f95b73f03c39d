import { TsgiError, type Chunk } from "@tsgi/core";
import { TSGI_WRITE_LATE } from "@tsgi/core/errors";
import { ChunkQueue, isBytes } from "@tsgi/core/server";
import { Emitter } from "./emitter.ts";
import type { HeadReader, StreamedResponse } from "./head-reader.ts";
import { malformed } from "./results.ts";

type Callback = (error?: Error | null) => void;

/** Bytes that Node's streams hold before `write` returns false. */
const HIGH_WATER_MARK = 16_384;

/**
 * The stream that a streaming handler writes to. It has the methods and properties of the runtime's own stream, which is not
 * an instance of a class either. Node's `pipe`, `pipeline` and `finished` accept it as a writable stream.
 */
export class FunctionStream extends Emitter {
  /** Set by `HttpResponseStream.from`: writes the metadata before the first chunk. */
  _onBeforeFirstWrite: ((write: (chunk: Chunk) => void) => void) | undefined = undefined;
  readonly writableObjectMode = false;
  readonly writableHighWaterMark: number = HIGH_WATER_MARK;
  readonly writableCorked = 0;
  destroyed = false;
  /** The error that it was destroyed with. */
  errored: Error | null = null;
  writableEnded = false;
  writableFinished = false;
  writableNeedDrain = false;
  readonly #head: HeadReader;
  readonly #body: ChunkQueue;
  readonly #onClose: () => void;

  /** @param onClose called once, however it ends */
  constructor(head: HeadReader, onClose: () => void) {
    super();
    this.#head = head;
    this.#onClose = onClose;
    const source = {
      pull: () => this.#drain(),
      // Not in the call of end(): a stream finishes after it.
      finish: () => queueMicrotask(() => this.#finish()),
      cancel: () => void this.destroy(),
    };
    this.#body = new ChunkQueue(source, HIGH_WATER_MARK);
  }

  get writable(): boolean {
    return !this.writableEnded && !this.destroyed;
  }
  get writableLength(): number {
    return this.#body.pendingSize;
  }
  /** Status, headers and body, once the function has set the first two. */
  get response(): Promise<StreamedResponse> {
    return this.#head.response(this.#body);
  }

  setContentType(type: string): void {
    this.#head.type = type;
  }

  /**
   * Returns false if no more should follow until `drain`. Like the runtime, sends any value except text and bytes as JSON.
   */
  write(chunk: unknown, encoding?: string | Callback, callback?: Callback): boolean {
    const done = this.#guarded(typeof encoding === "function" ? encoding : callback);
    if (!this.writable) {
      this.#refuse(done);
      return false;
    }
    try {
      this.#beforeFirst();
      this.#send(chunkOf(chunk, encoding), done);
    } catch (error) {
      this.destroy(error as Error);
      done?.(error as Error);
      return false;
    }
    this.writableNeedDrain = this.#body.pendingSize >= HIGH_WATER_MARK;
    return !this.writableNeedDrain;
  }

  end(chunk?: unknown, encoding?: string | Callback, callback?: Callback): this {
    if (typeof chunk === "function") return this.end(undefined, undefined, chunk as Callback);
    if (typeof encoding === "function") return this.end(chunk, undefined, encoding);
    if (callback !== undefined) this.once("finish", callback);
    if (!this.writable) return this;
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    try {
      this.#beforeFirst();
      const isRead = this.#head.end();
      this.writableEnded = true;
      if (isRead) this.#finish();
      else this.#body.end();
    } catch (error) {
      this.destroy(error as Error);
    }
    return this;
  }

  /** Breaks off the response, with the error if there is one. */
  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    const cause = error ?? malformed("its stream was destroyed before its end");
    this.errored = error ?? null;
    this.#head.fail(cause);
    this.#body.drop(cause);
    this.#body.fail(cause);
    this.#onClose();
    if (error !== undefined && !this.writableFinished) this.#tell("error", error);
    this.#tell("close");
    return this;
  }

  cork(): void {}
  uncork(): void {}

  #beforeFirst(): void {
    // The runtime's name for it.
    const key = "_onBeforeFirstWrite";
    const before = this[key];
    this[key] = undefined;
    before?.((chunk) => this.#send(chunk, undefined));
  }

  #send(chunk: Chunk, done: Callback | undefined): void {
    const rest = this.#head.take(chunk);
    if (rest.length > 0) this.#body.push(rest, done);
    else queueMicrotask(() => done?.());
  }

  #refuse(done: Callback | undefined): void {
    const late = new TsgiError(TSGI_WRITE_LATE);
    if (done !== undefined) queueMicrotask(() => done(late));
    else if (!this.destroyed) this.#tell("error", late);
  }

  #drain(): void {
    if (!this.writableNeedDrain || this.#body.pendingSize >= HIGH_WATER_MARK || this.writableEnded) return;
    this.writableNeedDrain = false;
    this.#tell("drain");
  }

  #finish(): void {
    if (this.destroyed || this.writableFinished) return;
    this.writableFinished = true;
    this.#tell("finish");
    this.destroy();
  }

  #tell(event: string, ...args: unknown[]): void {
    this.#attempt(() => void this.emit(event, ...args));
  }

  #guarded(callback: Callback | undefined): Callback | undefined {
    return callback && ((error) => this.#attempt(() => callback(error)));
  }

  /** Calls a listener or callback: if it throws, the function has failed, not the server. */
  #attempt(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}

/** Text in another encoding needs Node's Buffer, which exists wherever a function can get such text. */
function chunkOf(chunk: unknown, encoding: unknown): Chunk {
  if (isBytes(chunk)) return chunk;
  if (typeof chunk !== "string") return JSON.stringify(chunk) ?? "";
  if (typeof encoding !== "string" || /^utf-?8$/i.test(encoding)) return chunk;
  const { Buffer } = globalThis as unknown as {
    Buffer: { from(text: string, encoding: string): Uint8Array };
  };
  return Buffer.from(chunk, encoding);
}
