import type { Body, Chunk } from "@tsgi/core";
import { BodySource, ownBody } from "@tsgi/core/server";

type Step = IteratorResult<Chunk, unknown>;

/** A stream that was looked into: its begin is kept for whoever reads it. Not opened before it is read or closed. */
export class Lookahead implements AsyncIterable<Chunk> {
  readonly #body: Body;
  #source: BodySource | undefined = undefined;
  #first: Step | undefined = undefined;

  constructor(body: Body) {
    this.#body = body;
    ownBody(body);
  }

  /** Pulls until a chunk that is not empty, or the end. */
  async look(): Promise<void> {
    while (this.#first === undefined) {
      const step = await this.#open().next();
      if (step.done || (step.value as Chunk | null)?.length !== 0) this.#first = step;
    }
  }

  async close(): Promise<void> {
    await this.#open().closeAndWait();
  }

  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    const iterator = {
      next: (): Step | PromiseLike<Step> => {
        const first = this.#first;
        this.#first = undefined;
        return first ?? this.#open().next();
      },
      return: async (): Promise<Step> => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
    return iterator as AsyncIterator<Chunk>;
  }

  #open(): BodySource {
    return (this.#source ??= new BodySource(this.#body));
  }
}
