import { BodySource } from "./_source.ts";
import { byteLengthOf, cut, isBytes, isThenable, show } from "./_values.ts";
import { TSGI_BODY_TOO_LONG, TSGI_BODY_TOO_SHORT, TSGI_CHUNK_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk } from "./types.ts";

type Step = IteratorResult<Chunk, unknown>;

/** How many chunks go out in a row before other requests get their turn. */
const CHUNKS_PER_TURN = 32;

/**
 * Moves a streamed body to where it is sent: pulls a chunk when the one before was accepted, sends it without waiting for
 * the next, keeps to the declared length, and closes the source exactly once. As long as a stream is open, so is its pump.
 */
export abstract class Pump extends BodySource {
  /** All of an array is there at once: nothing is delayed when it is sent together. */
  readonly #eager: boolean;
  #opened = false;
  #stopped = false;
  #remaining = -1;
  #turn = 0;
  #resume: (() => void) | undefined = undefined;
  #onStep: ((step: Step) => void) | undefined = undefined;
  #onError: ((error: unknown) => void) | undefined = undefined;

  /** @throws TSGI_BODY_INVALID when the value is no body */
  constructor(body: unknown) {
    super(body);
    this.#eager = Array.isArray(body);
  }

  /** Sends the head before the first chunk; gives the declared length, -1 without one, or false when no body may follow. */
  protected abstract openBody(): number | false;
  protected abstract write(chunk: Chunk): boolean;
  /** Sends on what write() may still hold; false when that takes the host's next turn. */
  protected abstract flush(): boolean;
  protected abstract drained(resume: () => void): void;
  protected abstract yieldTurn(resume: () => void): void;
  /** The body came to its end; `sent` is false when it had no bytes and no head is out. */
  protected abstract endBody(sent: boolean): void;
  protected abstract fail(error: unknown): void;
  protected abstract report(error: unknown): void;

  /** Pulls until the source is to be awaited, the target to be drained, or the body ends. */
  pull(): void {
    try {
      while (!this.#stopped) {
        if (this.#turn++ === CHUNKS_PER_TURN) return this.#pause();
        const step = this.next();
        if (isThenable(step)) return this.#await(step);
        if (!this.#take(step)) return;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Stops for good: no more is pulled, and the source's `return()` runs. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.close((error) => this.report(error));
  }

  /** Not where its callbacks would have a scope made for them with each chunk. */
  #await(step: PromiseLike<Step>): void {
    this.#onStep ??= this.#continue.bind(this);
    this.#onError ??= this.fail.bind(this);
    Promise.resolve(step).then(this.#onStep, this.#onError);
  }

  #continue(step: Step): void {
    if (this.#stopped) return;
    try {
      if (this.#take(step)) this.pull();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Sends one step of the body. False when the next is not to be pulled now. */
  #take(step: Step): boolean {
    if (step.done) {
      if (this.#remaining > 0) {
        throw new TsgiError(TSGI_BODY_TOO_SHORT, `${this.#remaining} bytes are missing`);
      }
      this.endBody(this.#opened);
      this.stop();
      return false;
    }
    const chunk = step.value;
    if (typeof chunk !== "string" && !isBytes(chunk)) throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
    if (chunk.length === 0) return true;
    if (!this.#opened) {
      const length = this.openBody();
      if (length === false) {
        this.stop();
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
    const accepted = this.write(chunk);
    const flushed = this.#eager || this.flush();
    if (this.#stopped) return false;
    if (accepted && flushed) return true;
    if (accepted) this.#pause();
    else this.#waitForDrain();
    return false;
  }

  #truncate(chunk: Chunk): false {
    this.report(new TsgiError(TSGI_BODY_TOO_LONG));
    if (this.#remaining > 0) this.write(cut(chunk, this.#remaining));
    this.endBody(true);
    this.stop();
    return false;
  }

  #waitForDrain(): void {
    this.#turn = 0;
    this.drained((this.#resume ??= this.pull.bind(this)));
  }

  #pause(): void {
    this.#turn = 0;
    this.yieldTurn((this.#resume ??= this.pull.bind(this)));
  }
}
