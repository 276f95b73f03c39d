import { TsgiError } from "@tsgi/core";
import { TSGI_BODY_PARSED, TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, concat, tooLarge } from "@tsgi/core/server";
import { mayHaveBody } from "./_drain.ts";
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
    if (request.destroyed && !request.readableEnded) return Promise.reject(truncated());
    this.#onFirstRead();
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
      const onError = (error?: unknown): void => {
        if (isSettled) return; // an error is costly to make, and the end of every request comes here
        isSettled = true;
        reject(truncated(error));
      };
      // Nothing is taken off at the end: no data comes any more, and an error that does must not go unhandled.
      request.on("data", onData);
      request.on("end", () => {
        // Over HTTP/2 a request that is broken off ends like any other, and only says so.
        if (isSettled || request.aborted === true) return onError();
        isSettled = true;
        resolve(concat(chunks ?? [], size));
      });
      request.on("close", onError);
      request.on("error", onError);
    });
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const request = this.#request;
    const isLost = isConsumed(request);
    this.#onFirstRead();
    const iterator = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
    return {
      async next() {
        if (isLost) throw new TsgiError(TSGI_BODY_PARSED);
        const step = await iterator.next().catch((error: unknown) => Promise.reject(truncated(error)));
        if (step.done === true && request.aborted === true) throw truncated();
        return step;
      },
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}

/** Somebody before us has read the body, and its bytes are gone: that is no empty body. */
function isConsumed(request: NodeRequest): boolean {
  return (request.readableDidRead || request.readableEnded) && mayHaveBody(request);
}

function truncated(cause?: unknown): TsgiError {
  return new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
}
