import { TsgiError } from "@tsgi/core";
import { TSGI_BODY_PARSED, TSGI_INPUT_TRUNCATED } from "@tsgi/core/errors";
import { BaseInput, concat, tooLarge } from "@tsgi/core/server";
import { isLeft } from "./drain.ts";
import { mayHaveBody } from "./http.ts";
import type { NodeRequest } from "../types.ts";

/** A request body that is read from a Node stream. */
export class NodeInput extends BaseInput {
  readonly #request: NodeRequest;
  readonly #onFirstRead: () => void;

  /** @param onFirstRead called before the body is read: a client may wait for `100 Continue` */
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
      // Most bodies are one chunk: an empty list would allocate room for many with the first.
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
        if (isSettled) return; // an error is costly to create, and every request ends here
        if (request.destroyed && isWhole(request)) {
          request.off("data", onData);
          for (let rest = restOf(request); rest !== null; rest = restOf(request)) onData(rest);
          if (isSettled) return;
        } else if (!request.readableEnded || request.aborted === true || isLeft(request)) {
          // Over HTTP/2 an aborted request ends like any other; only `aborted` shows it.
          isSettled = true;
          return reject(truncated(error));
        }
        isSettled = true;
        resolve(concat(chunks ?? [], size));
      };
      if (request.destroyed || request.aborted === true) return onEnd();
      // No listener is removed at the end: no more data arrives, and a late error must not go unhandled.
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

/**
 * Returns true once the whole body has arrived, read or not: a later disconnection does not matter. HTTP/2 does not report
 * it.
 */
function isWhole({ complete, httpVersionMajor }: NodeRequest): boolean {
  return complete && httpVersionMajor !== 2;
}

/**
 * Returns the buffered rest of a body that has arrived: Node does not emit it by itself once the client has disconnected.
 */
function restOf(request: NodeRequest): Uint8Array | null {
  return request.read() as Uint8Array | null;
}

/** Returns true if other code has already read the body and its bytes are lost: this is not an empty body. */
function isConsumed(request: NodeRequest): boolean {
  // Over HTTP/2 an aborted request ends as well.
  const isEnded = request.readableEnded && request.aborted !== true;
  return (request.readableDidRead || isEnded) && mayHaveBody(request);
}

function truncated(cause?: unknown): TsgiError {
  return new TsgiError(TSGI_INPUT_TRUNCATED, undefined, cause);
}
