import { BodySource } from "./body-source.ts";
import { byteLengthOf, cut, isBytes, isThenable, show } from "../values.ts";
import { TSGI_BODY_TOO_LONG, TSGI_BODY_TOO_SHORT, TSGI_CHUNK_INVALID } from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { Chunk } from "../message.ts";
import type { Transport } from "./transport.ts";

type Step = IteratorResult<Chunk, unknown>;

/** Number of chunks to send in a row before other requests get their turn. */
const CHUNKS_PER_TURN = 32;

/** Sends the head before a body, ends the response after it, and receives its errors. An Exchange implements it. */
export interface PumpOwner {
  /** Sends the head before the first chunk. Returns the declared length, -1 without one, or false if no body may follow. */
  openBody(): number | false;
  /** Ends the body; `isSent` is false if it had no bytes and the head has not been sent. */
  endBody(isSent: boolean): void;
  /** Fails the response. */
  abort(error: unknown): void;
  /** Logs an error that does not change the response. */
  report(error: unknown): void;
}

/** The part of a transport that sends a body. */
export type PumpTarget = Pick<Transport, "write" | "flush" | "onDrain" | "defer">;

/**
 * Moves a streamed body to the transport: pulls a chunk when the previous one was accepted, sends it without waiting for the
 * next, enforces the declared length, and closes the source exactly once. A pump lives as long as its stream.
 */
export class Pump extends BodySource {
  readonly #target: PumpTarget;
  readonly #owner: PumpOwner;
  /** True for an array: all its chunks are available, so sending them together delays none. */
  readonly #isEager: boolean;
  #isOpen = false;
  #isStopped = false;
  #remaining = -1;
  #turn = 0;
  #resume: (() => void) | undefined = undefined;
  #onStep: ((step: Step) => void) | undefined = undefined;
  #onError: ((error: unknown) => void) | undefined = undefined;

  /** @throws TSGI_BODY_INVALID if the value is not a body */
  constructor(body: unknown, target: PumpTarget, owner: PumpOwner) {
    super(body);
    this.#target = target;
    this.#owner = owner;
    this.#isEager = Array.isArray(body);
  }

  /** Pulls until the source returns a promise, the target is full, or the body ends. */
  pull(): void {
    try {
      while (!this.#isStopped) {
        if (this.#turn++ === CHUNKS_PER_TURN) return this.#pause();
        const step = this.next();
        if (isThenable(step)) return this.#await(step);
        if (!this.#take(step)) return;
      }
    } catch (error) {
      this.#owner.abort(error);
    }
  }

  /** Stops permanently: pulls no more chunks, and calls the source's `return()`. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.close((error) => this.#owner.report(error));
  }

  /** Bound once: a closure for each chunk would allocate. */
  #await(step: PromiseLike<Step>): void {
    this.#onStep ??= this.#continue.bind(this);
    this.#onError ??= (error) => this.#owner.abort(error);
    Promise.resolve(step).then(this.#onStep, this.#onError);
  }

  #continue(step: Step): void {
    if (this.#isStopped) return;
    try {
      if (this.#take(step)) this.pull();
    } catch (error) {
      this.#owner.abort(error);
    }
  }

  /** Sends one step of the body. Returns false if the next one must not be pulled now. */
  #take(step: Step): boolean {
    if (step.done) {
      if (this.#remaining > 0) {
        throw new TsgiError(TSGI_BODY_TOO_SHORT, `${this.#remaining} bytes are missing`);
      }
      this.#owner.endBody(this.#isOpen);
      this.stop();
      return false;
    }
    const chunk = step.value;
    if (typeof chunk !== "string" && !isBytes(chunk)) throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
    if (chunk.length === 0) return true;
    if (!this.#isOpen) {
      const length = this.#owner.openBody();
      if (length === false) {
        this.stop();
        return false;
      }
      this.#isOpen = true;
      this.#remaining = length;
    }
    return this.#send(chunk);
  }

  #send(chunk: Chunk): boolean {
    if (this.#remaining >= 0) {
      const size = byteLengthOf(chunk);
      if (size > this.#remaining) return this.#truncate(chunk);
      this.#remaining -= size;
    }
    const accepted = this.#target.write(chunk);
    const flushed = this.#isEager || this.#target.flush();
    if (this.#isStopped) return false;
    if (accepted && flushed) return true;
    if (accepted) this.#pause();
    else this.#waitForDrain();
    return false;
  }

  #truncate(chunk: Chunk): false {
    this.#owner.report(new TsgiError(TSGI_BODY_TOO_LONG));
    if (this.#remaining > 0) this.#target.write(cut(chunk, this.#remaining));
    this.#owner.endBody(true);
    this.stop();
    return false;
  }

  #waitForDrain(): void {
    this.#turn = 0;
    this.#target.onDrain((this.#resume ??= this.pull.bind(this)));
  }

  #pause(): void {
    this.#turn = 0;
    this.#target.defer((this.#resume ??= this.pull.bind(this)));
  }
}
