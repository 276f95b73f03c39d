import { WrappedBody, type BodyStep } from "@tsgi/core/server";

/** A stream whose first chunk can be pulled ahead; the reader still gets it. */
export class PeekableBody extends WrappedBody {
  #first: BodyStep | undefined = undefined;

  /** Pulls until a chunk that is not empty, or the end. */
  async peek(): Promise<void> {
    while (this.#first === undefined) {
      const step = await this.source.next();
      if (step.done || (step.value as { length: number } | null)?.length !== 0) this.#first = step;
    }
  }

  override next(): BodyStep | PromiseLike<BodyStep> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? this.source.next();
  }
}
