import { BodySource } from "./_source.ts";
import { byteLengthOf, cut, isBytes, isThenable, show } from "./_values.ts";
import { TSGI_BODY_TOO_LONG, TSGI_BODY_TOO_SHORT, TSGI_CHUNK_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk } from "./types.ts";

type Step = IteratorResult<Chunk, unknown>;

/** Where a pump sends to. */
export interface PumpTarget {
  /** Sends the head before the first chunk; gives the declared length, -1 without one, or false when no body may follow. */
  openBody(): number | false;
  write(chunk: Chunk): boolean;
  /** Sends on what write() may still hold; false when that takes the host's next turn. */
  flush(): boolean;
  drained(resume: () => void): void;
  yieldTurn(resume: () => void): void;
  /** The body came to its end; `sent` is false when it had no bytes and no head is out. */
  endBody(sent: boolean): void;
  fail(error: unknown): void;
  report(error: unknown): void;
}

/** How many chunks go out in a row before other requests get their turn. */
const CHUNKS_PER_TURN = 32;

/**
 * Moves a streamed body to its target: pulls a chunk when the one before was accepted, sends it without waiting for the
 * next, keeps to the declared length, and closes the source exactly once.
 */
export class Pump {
  readonly #target: PumpTarget;
  readonly #source: BodySource;
  /** All of an array is there at once: nothing is delayed when it is sent together. */
  readonly #eager: boolean;
  #opened = false;
  #closed = false;
  #remaining = -1;
  #turn = 0;
  #resume: (() => void) | undefined = undefined;
  #onStep: ((step: Step) => void) | undefined = undefined;
  #onError: ((error: unknown) => void) | undefined = undefined;

  /** @throws TSGI_BODY_INVALID when the value is no body */
  constructor(target: PumpTarget, body: unknown) {
    this.#target = target;
    this.#source = new BodySource(body);
    this.#eager = Array.isArray(body);
  }

  /** Pulls until the source is to be awaited, the target to be drained, or the body ends. */
  pull(): void {
    try {
      while (!this.#closed) {
        if (this.#turn++ === CHUNKS_PER_TURN) return this.#pause();
        const step = this.#source.next();
        if (isThenable(step)) {
          this.#onStep ??= (settled) => this.#continue(settled);
          this.#onError ??= (error) => this.#target.fail(error);
          Promise.resolve(step).then(this.#onStep, this.#onError);
          return;
        }
        if (!this.#take(step)) return;
      }
    } catch (error) {
      this.#target.fail(error);
    }
  }

  /** Stops for good: no more is pulled, and the source's `return()` runs. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.close((error) => this.#target.report(error));
  }

  #continue(step: Step): void {
    if (this.#closed) return;
    try {
      if (this.#take(step)) this.pull();
    } catch (error) {
      this.#target.fail(error);
    }
  }

  /** Sends one step of the body. False when the next is not to be pulled now. */
  #take(step: Step): boolean {
    if (step.done) {
      if (this.#remaining > 0) {
        throw new TsgiError(TSGI_BODY_TOO_SHORT, `${this.#remaining} bytes are missing`);
      }
      this.#target.endBody(this.#opened);
      this.close();
      return false;
    }
    const chunk = step.value;
    if (typeof chunk !== "string" && !isBytes(chunk)) throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
    if (chunk.length === 0) return true;
    if (!this.#opened) {
      const length = this.#target.openBody();
      if (length === false) {
        this.close();
        return false;
      }
      this.#opened = true;
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
    const flushed = this.#eager || this.#target.flush();
    if (this.#closed) return false;
    if (accepted && flushed) return true;
    if (accepted) this.#pause();
    else this.#waitForDrain();
    return false;
  }

  #truncate(chunk: Chunk): false {
    this.#target.report(new TsgiError(TSGI_BODY_TOO_LONG));
    if (this.#remaining > 0) this.#target.write(cut(chunk, this.#remaining));
    this.#target.endBody(true);
    this.close();
    return false;
  }

  #waitForDrain(): void {
    this.#turn = 0;
    this.#target.drained((this.#resume ??= () => this.pull()));
  }

  #pause(): void {
    this.#turn = 0;
    this.#target.yieldTurn((this.#resume ??= () => this.pull()));
  }
}
