import { TsgiError } from "@tsgi/core";
import { BaseInput, concat, tooLarge } from "@tsgi/core/server";

/** The body of a Request. */
export class FetchInput extends BaseInput {
  readonly #request: Request;

  constructor(request: Request) {
    super();
    this.#request = request;
  }

  protected override async collect(limit: number): Promise<Uint8Array> {
    const request = this.#request;
    if (request.body === null) return new Uint8Array(0);
    const declared = request.headers.get("content-length");
    if (declared !== null && Number(declared) > limit) throw tooLarge(limit);
    // The host keeps the body to its declared length; without one it has to be counted.
    if (declared === null && limit !== Infinity) return this.#count(limit);
    try {
      return new Uint8Array(await request.arrayBuffer());
    } catch (error) {
      throw truncated(error);
    }
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const reader = this.#request.body?.getReader();
    return {
      async next() {
        if (reader === undefined) return { done: true, value: undefined };
        try {
          return (await reader.read()) as IteratorResult<Uint8Array>;
        } catch (error) {
          throw truncated(error);
        }
      },
      async return() {
        // Let go of, not cancelled: some hosts would break the connection off, and the answer with it.
        reader?.releaseLock();
        return { done: true, value: undefined };
      },
    };
  }

  async #count(limit: number): Promise<Uint8Array> {
    const iterator = this.chunks();
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
      parts.push(step.value);
      size += step.value.length;
      if (size <= limit) continue;
      await iterator.return?.();
      throw tooLarge(limit);
    }
    return concat(parts, size);
  }
}

function truncated(cause: unknown): TsgiError {
  return new TsgiError("TSGI_INPUT_TRUNCATED", undefined, cause);
}
