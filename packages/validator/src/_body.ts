import type { Body, Chunk, Environ } from "@tsgi/core";
import { BodySource, isThenable, ownBody } from "@tsgi/core/server";
import { watchCollection, type CollectionWatch } from "./_collection.ts";
import type { Validation } from "./_validation.ts";

type Step = IteratorResult<Chunk, unknown>;

interface ChunkIterator {
  next(): Step | PromiseLike<Step>;
  return?(): unknown;
}

/** Wraps a streamed body between application and server: passes everything on and records every call. */
export class CheckedBody {
  readonly #body: object;
  readonly #validation: Validation;
  #watch: CollectionWatch | undefined = undefined;
  /** True from the end of the response until the check whether the body was closed. */
  #asks = false;

  /** Returns true if the body can be iterated. */
  static takes(body: object): boolean {
    return isStream(body) || Symbol.asyncIterator in body || Symbol.iterator in body;
  }

  constructor(body: object, validation: Validation, environ: Environ | undefined) {
    this.#body = body;
    ownBody(body);
    this.#validation = validation;
    environ?.onFinish(() => {
      this.#asks = true;
      this.#checkClosed();
    });
  }

  /** Returns the body for the server, with the application's own protocol; a ReadableStream becomes async iterable. */
  asBody(): Body {
    const isAsync = isStream(this.#body) || Symbol.asyncIterator in this.#body;
    const body = {
      [isAsync ? Symbol.asyncIterator : Symbol.iterator]: (): ChunkIterator => {
        const iterator = this.#iterate();
        iterated.set(iterator, body);
        return iterator;
      },
    };
    this.#watch = watched(body, this.#validation);
    return body as unknown as Iterable<Chunk> | AsyncIterable<Chunk>;
  }

  #iterate(): ChunkIterator {
    const { trace } = this.#validation;
    this.#validation.check("iteration", { step: "iterate", response: trace });
    trace.iterations++;
    const inner = new BodySource(this.#body);
    return { next: () => this.#pull(inner), return: () => this.#close(inner) };
  }

  #pull(inner: BodySource): Step | PromiseLike<Step> {
    const { trace } = this.#validation;
    this.#validation.check("iteration", { step: "pull", response: trace });
    trace.pulling = true;
    const step = this.#next(inner);
    if (!isThenable(step)) return this.#settle(step);
    return step.then(
      (settled) => this.#settle(settled),
      (error: unknown) => this.#fail(error),
    );
  }

  #next(inner: BodySource): Step | PromiseLike<Step> {
    try {
      return inner.next();
    } catch (error) {
      return this.#fail(error);
    }
  }

  #settle(step: Step): Step {
    this.#validation.trace.pulling = false;
    this.#checkClosed();
    if (step.done) {
      this.#watch?.stop();
      this.#validation.end();
    } else {
      this.#validation.take(step.value);
    }
    return step;
  }

  #fail(error: unknown): never {
    this.#validation.trace.pulling = false;
    this.#watch?.stop();
    return this.#validation.fail(error);
  }

  #close(inner: BodySource): unknown {
    const { trace } = this.#validation;
    this.#validation.check("iteration", { step: "close", response: trace });
    trace.closes++;
    this.#watch?.stop();
    const closing = inner.closeAndWait();
    return isThenable(closing) ? closing.then(() => END) : END;
  }

  /**
   * A middleware that is an async generator closes its source some promises after it was closed itself, and only after
   * the chunk that it awaits has arrived. So the check runs when no chunk is pending, in a separate turn.
   */
  #checkClosed(): void {
    const { trace } = this.#validation;
    if (!this.#asks || trace.pulling) return;
    this.#asks = false;
    this.#watch?.stop();
    setTimeout(() => this.#validation.checkLate("finish", { response: trace }), 0);
  }
}

const END: Step = { done: true, value: undefined };

/** Keeps the watched body alive as long as its iterator: a server that reads holds only the iterator. */
const iterated = new WeakMap<ChunkIterator, object>();

/** Separate from the code that creates the body: a closure created there would keep the body alive. */
function watched(body: object, validation: Validation): CollectionWatch {
  return watchCollection(body, () => validation.checkLate("collected", { response: validation.trace }));
}

function isStream(body: object): body is ReadableStream<Chunk> {
  return "getReader" in body && typeof body.getReader === "function";
}
