import { isBytes, isThenable, show } from "../values.ts";
import { TSGI_BODY_INVALID, TSGI_CHUNK_INVALID } from "../errors.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { Chunk } from "../message.ts";

type Step = IteratorResult<Chunk, unknown>;

interface ChunkIterator {
  next(): Step | PromiseLike<Step>;
  return?(): unknown;
}

/** A body that holds a resource: a Node stream, for example. */
interface ResourceBody {
  destroy?(): unknown;
  cancel?(): unknown;
  on?(event: "error", listener: () => void): unknown;
}

const END: Step = { done: true, value: undefined };

/**
 * A streamed body that is pulled one chunk at a time and closed exactly once, however it ends.
 *
 * Closing calls the iterator's `return()`. For a generator that was never stepped, that runs no code, and during a pending
 * chunk it waits. So a body with `destroy()` or `cancel()` is destroyed as well, unless it has ended by itself.
 */
export class BodySource {
  readonly #iterator: ChunkIterator;
  /** The body until it has ended, if it can be destroyed. */
  #resource: ResourceBody | undefined;
  #closed = false;

  /** @throws TSGI_BODY_INVALID if the value is not a body */
  constructor(body: unknown) {
    this.#iterator = iteratorOf(body);
    this.#resource = ownResource(body as object);
  }

  next(): Step | PromiseLike<Step> {
    const step = this.#iterator.next();
    if (this.#resource === undefined) return step;
    if (isThenable(step)) return this.#settle(step);
    if (step.done) this.#resource = undefined;
    return step;
  }

  /** Calls the iterator's `return()` the first time; passes what it throws or rejects with to `log`. */
  close(log: (error: unknown) => void): void {
    try {
      const closing = this.#return();
      if (isThenable(closing)) closing.then(undefined, log);
    } catch (error) {
      log(error);
    }
  }

  /** Closes likewise, for a caller that awaits a promise if one is returned, and handles the error itself. */
  closeAndWait(): unknown {
    return this.#return();
  }

  #return(): unknown {
    if (this.#closed) return undefined;
    this.#closed = true;
    const resource = this.#resource;
    if (resource === undefined) return this.#iterator.return?.();
    try {
      return this.#iterator.return?.();
    } finally {
      release(resource);
    }
  }

  /** A body that is destroyed while a chunk is pending rejects that chunk: this is the end, not a failure. */
  async #settle(pending: PromiseLike<Step>): Promise<Step> {
    try {
      const step = await pending;
      if (step.done) this.#resource = undefined;
      return step;
    } catch (error) {
      if (this.#closed) return END;
      throw error;
    }
  }
}

/**
 * Takes ownership of a body without iterating it yet: from now on an `error` event of a Node stream does not end the
 * process. Its iterator reports the same error to the reader, if there is one.
 */
export function ownBody(body: unknown): void {
  if (typeof body === "object" && body !== null) ownResource(body);
}

function ownResource(body: object): ResourceBody | undefined {
  if (Array.isArray(body) || "getReader" in body) return undefined; // a stream's reader cancels it
  const resource = body as ResourceBody;
  if (!("destroy" in body))
    return "cancel" in body && typeof resource.cancel === "function" ? resource : undefined;
  if (typeof resource.destroy !== "function") return undefined;
  if (typeof resource.on === "function") resource.on("error", ignore);
  return resource;
}

function release(resource: ResourceBody): void {
  const released = resource.destroy === undefined ? resource.cancel!() : resource.destroy();
  if (isThenable(released)) released.then(undefined, ignore);
}

function ignore(): void {}

/** Returns the chunk of an array with at most one: its length is known, so it is a whole body. */
export function onlyChunk(body: unknown[]): Chunk | null {
  if (body.length === 0) return null;
  const chunk = body[0];
  if (typeof chunk === "string" || isBytes(chunk)) return chunk;
  throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
}

/** Reads only the properties of the protocols: those of a ReadableStream, an async iterable, an iterable. */
function iteratorOf(body: unknown): ChunkIterator {
  if (typeof body !== "object" || body === null) throw new TsgiError(TSGI_BODY_INVALID, show(body));
  if ("getReader" in body && typeof body.getReader === "function") {
    return iteratorOfStream(body as ReadableStream<Chunk>);
  }
  if (Symbol.asyncIterator in body) return (body as AsyncIterable<Chunk>)[Symbol.asyncIterator]();
  if (Symbol.iterator in body) return (body as Iterable<Chunk>)[Symbol.iterator]();
  throw new TsgiError(TSGI_BODY_INVALID, show(body));
}

/** A reader costs less than the stream's own async iterator, and cancels while a read is pending. */
function iteratorOfStream(stream: ReadableStream<Chunk>): ChunkIterator {
  const reader = stream.getReader();
  return { next: () => reader.read() as Promise<Step>, return: () => reader.cancel() };
}
