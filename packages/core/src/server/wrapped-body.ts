import { BodySource } from "../_source.ts";
import { isThenable } from "../_values.ts";
import type { Chunk } from "../types.ts";

type Step = IteratorResult<Chunk, unknown>;

const END: Step = { done: true, value: undefined };

/**
 * A streamed body whose chunks are observed or replaced on their way. A subclass overrides what it needs; this class closes
 * the inner body exactly once, and stops after its end.
 *
 * A step that is there at once is not wrapped into a promise: a server, and `for await`, take it unwrapped.
 */
export class WrappedBody extends BodySource implements AsyncIterable<Chunk> {
  #isOver = false;
  #isClosed = false;
  #onStep: ((step: Step) => Step | PromiseLike<Step>) | undefined = undefined;

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    return this as unknown as AsyncIterator<Chunk>;
  }

  override next(): Step | PromiseLike<Step> {
    if (this.#isOver) return END;
    const step = this.pull();
    // Bound once: a closure per chunk would allocate.
    return isThenable(step) ? step.then((this.#onStep ??= this.#take.bind(this))) : this.#take(step);
  }

  async return(): Promise<Step> {
    this.#isOver = true;
    if (this.#isClosed) return END;
    this.#isClosed = true;
    try {
      this.onClose();
    } finally {
      await this.closeAndWait();
    }
    return END;
  }

  /** Pulls the next step of the inner body. */
  protected pull(): Step | PromiseLike<Step> {
    return super.next();
  }

  /** Returns what goes out in place of a chunk. */
  protected mapChunk(chunk: Chunk): Chunk | PromiseLike<Chunk> {
    return chunk;
  }

  /** Called at the end of the inner body; returns what goes out after it, "" for nothing. */
  protected mapEnd(): Chunk | PromiseLike<Chunk> {
    return "";
  }

  /** Runs once, before the inner body is closed, however the body ends. */
  protected onClose(): void {}

  #take(step: Step): Step | PromiseLike<Step> {
    if (step.done) {
      this.#isOver = true;
      const last = this.mapEnd();
      return isThenable(last) ? last.then(lastStep) : lastStep(last);
    }
    const chunk = this.mapChunk(step.value);
    if (chunk === step.value) return step;
    return isThenable(chunk) ? chunk.then(stepOf) : stepOf(chunk);
  }
}

function stepOf(chunk: Chunk): Step {
  return { done: false, value: chunk };
}

function lastStep(chunk: Chunk): Step {
  return (chunk as Chunk | null | undefined)?.length ? stepOf(chunk) : END;
}
