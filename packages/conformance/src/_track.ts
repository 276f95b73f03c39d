import { HostBody, type Body, type Chunk } from "@tsgi/core";
import type { Run } from "./_journal.ts";

type Step = IteratorResult<Chunk, unknown>;

interface ChunkIterator {
  next(): Step | PromiseLike<Step>;
  return?(): unknown;
}

/**
 * Observes how the server uses a streamed body. The server receives an object that inherits from the body, so that every
 * property except the iterator is the original. Whole bodies, arrays, host bodies, ReadableStreams and destroyable bodies,
 * for example Node streams, stay unchanged.
 */
export function tracked(body: Body, run: Run): Body {
  if (typeof body !== "object" || body === null || Array.isArray(body) || ArrayBuffer.isView(body))
    return body;
  if (body instanceof HostBody || "getReader" in body || "destroy" in body) return body;
  const protocol = Symbol.asyncIterator in body ? Symbol.asyncIterator : Symbol.iterator;
  const open = (body as unknown as Record<symbol, unknown>)[protocol];
  if (typeof open !== "function") return body;
  const at = run.returns.push(0) - 1;
  let isIterated = false;
  const value = (): ChunkIterator => {
    if (isIterated) run.problems.push("the body was iterated twice");
    isIterated = true;
    try {
      return trackedIterator(open.call(body) as ChunkIterator, run, at);
    } catch (error) {
      run.returns[at] = 1; // no iterator, so nothing to close
      throw error;
    }
  };
  return Object.create(body, { [protocol]: { value } }) as Body;
}

function trackedIterator(iterator: ChunkIterator, run: Run, at: number): ChunkIterator {
  let isPulling = false;
  return {
    next() {
      if (run.returns[at]! > 0) run.problems.push("the body was pulled after return()");
      if (isPulling) run.problems.push("the body was pulled before its last chunk had arrived");
      const step = iterator.next();
      if (!("then" in step)) return step;
      isPulling = true;
      return step.then(
        (settled) => {
          isPulling = false;
          return settled;
        },
        (error: unknown) => {
          isPulling = false;
          throw error;
        },
      );
    },
    return() {
      run.returns[at]!++;
      return iterator.return?.() ?? { done: true, value: undefined };
    },
  };
}
