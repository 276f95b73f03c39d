import { TsgiError } from "@tsgi/core";
import { TSGI_BODY_PARSED, TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, concat, tooLarge } from "@tsgi/core/server";
import { isLeft } from "./_drain.ts";
import { mayHaveBody } from "./_http.ts";
import type { NodeRequest } from "./_types.ts";

/** A body that comes by a Node stream. */
export class NodeInput extends BaseInput {
  readonly #request: NodeRequest;
  readonly #onFirstRead: () => void;

  /** @param onFirstRead called before the body is read: a client may wait to be told to go on */
  constructor(request: NodeRequest, onFirstRead: () => void = () => {}) {
    super();
    this.#request = request;
    this.#onFirstRead = onFirstRead;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    const request = this.#request;
    if (isConsumed(request)) return Promise.reject(new TsgiError(TSGI_BODY_PARSED));
    if (Number(request.headers["content-length"] ?? 0) > limit) return Promise.reject(tooLarge(limit));
    if (!request.destroyed) this.#onFirstRead();
    return new Promise((resolve, reject) => {
      // Most bodies are one chunk: an empty list would make room for many with the first.
      let chunks: Uint8Array[] | undefined;
      let size = 0;
      let isSettled = false;
      const onData = (chunk: Uint8Array): void => {
        if (chunks === undefined) chunks = [chunk];
        else chunks.push(chunk);
        if ((size += chunk.length) <= limit) return;
        request.off("data", onData);
        chunks = undefined;
        isSettled = true;
        reject(tooLarge(limit));
      };
      const onEnd = (error?: unknown): void => {
        if (isSettled) return; // an error is costly to make, and the end of every request comes here
        if (request.destroyed && isWhole(request)) {
          request.off("data", onData);
          for (let rest = restOf(request); rest !== null; rest = restOf(request)) onData(rest);
          if (isSettled) return;
        } else if (!request.readableEnded || request.aborted === true || isLeft(request)) {
          // Over HTTP/2 a request that is broken off ends like any other, and only says so.
          isSettled = true;
          return reject(truncated(error));
        }
        isSettled = true;
        resolve(concat(chunks ?? [], size));
      };
      if (request.destroyed || request.aborted === true) return onEnd();
      // Nothing is taken off at the end: no data comes any more, and an error that does must not go unhandled.
      request.on("data", onData);
      request.on("end", onEnd);
      request.on("close", onEnd);
      request.on("error", onEnd);
    });
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const request = this.#request;
    const isLost = isConsumed(request);
    if (!request.destroyed) this.#onFirstRead();
    const iterator = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    return {
      async next() {
        if (isLost) throw new TsgiError(TSGI_BODY_PARSED);
        const step = await iterator.next().catch((error: unknown) => {
          if (!isWhole(request)) throw truncated(error);
          return END;
        });
        if (isLeft(request)) throw truncated();
        if (step.done !== true) return step;
        if (isWhole(request)) {
          const rest = restOf(request);
          return rest === null ? END : { done: false, value: rest };
        }
        if (request.aborted === true) throw truncated();
        return step;
      },
      return: async () => {
        await iterator.return?.();
        return END;
      },
    };
  }
}

const END: IteratorResult<Uint8Array> = { done: true, value: undefined };

/** True once all of the body is here, read or not: then nothing that becomes of the client changes it. HTTP/2 does not tell. */
function isWhole({ complete, httpVersionMajor }: NodeRequest): boolean {
  return complete && httpVersionMajor !== 2;
}

/** Of a body that is here: what Node holds, and does not give by itself once the client has left. */
function restOf(request: NodeRequest): Uint8Array | null {
  return request.read() as Uint8Array | null;
}

/** Somebody before us has read the body, and its bytes are gone: that is no empty body. */
function isConsumed(request: NodeRequest): boolean {
  // Over HTTP/2 a request that is broken off ends as well.
  const isEnded = request.readableEnded && request.aborted !== true;
  return (request.readableDidRead || isEnded) && mayHaveBody(request);
}

function truncated(cause?: unknown): TsgiError {
  return new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
}
