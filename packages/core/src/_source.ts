import { isBytes, isThenable, show } from "./_values.ts";
import { TSGI_BODY_INVALID, TSGI_CHUNK_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk } from "./types.ts";

type Step = IteratorResult<Chunk, unknown>;

interface ChunkIterator {
  next(): Step | PromiseLike<Step>;
  return?(): unknown;
}

/** A streamed body: pulled one chunk at a time, and closed exactly once, however it ends. */
export class BodySource {
  readonly #iterator: ChunkIterator;
  #closed = false;

  /** @throws TSGI_BODY_INVALID when the value is no body */
  constructor(body: unknown) {
    this.#iterator = iteratorOf(body);
  }

  next(): Step | PromiseLike<Step> {
    return this.#iterator.next();
  }

  /** Calls the iterator's `return()` the first time; what that throws or rejects with goes to `log`. */
  close(log: (error: unknown) => void): void {
    try {
      const closing = this.#return();
      if (isThenable(closing)) closing.then(undefined, log);
    } catch (error) {
      log(error);
    }
  }

  /** The same for a caller that waits where there is a promise to wait for, and that takes the error. */
  closeAndWait(): unknown {
    return this.#return();
  }

  #return(): unknown {
    if (this.#closed) return undefined;
    this.#closed = true;
    return this.#iterator.return?.();
  }
}

/** The chunk of an array that holds one at the most; its length is known, so it is a whole body. */
export function onlyChunk(body: unknown[]): Chunk | null {
  if (body.length === 0) return null;
  const chunk = body[0];
  if (typeof chunk === "string" || isBytes(chunk)) return chunk;
  throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
}

/** Only the protocols' own properties are touched: a ReadableStream's, an async iterable's, an iterable's. */
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
