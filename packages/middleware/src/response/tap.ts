import { HostBody, type Body, type Chunk, type OpenBody } from "@tsgi/core";
import { isThenable, WrappedBody, type BodyStep } from "@tsgi/core/server";

/** Observes a streamed body, which passes unchanged: a step that is available synchronously stays so. */
export interface Tap {
  chunk?(chunk: Chunk): void;
  /** Called when the body is complete, not if it is aborted. */
  end?(): void;
  /** Runs each step, and the closing. Default: calls it. */
  run?<T>(step: () => T): T;
}

/** Returns an observed body. A host's body stays one, so that the host still sends it the fastest way. */
export function tapBody(body: Exclude<Body, Chunk | null>, tap: Tap): Body {
  return body instanceof HostBody ? new TappedHostBody(body, tap) : new TappedBody(body, tap);
}

class TappedHostBody extends HostBody {
  readonly #body: HostBody;
  readonly #tap: Tap;

  constructor(body: HostBody, tap: Tap) {
    super();
    this.#body = body;
    this.#tap = tap;
  }

  override get mayBeWhole(): boolean {
    return this.#body.mayBeWhole;
  }

  override async open(): Promise<OpenBody> {
    const { length, chunks, whole } = await this.#body.open();
    if (whole !== undefined) {
      if (whole.length > 0) this.#tap.chunk?.(whole);
      this.#tap.end?.();
      return { length, chunks, whole };
    }
    const tapped = new TappedBody({ [Symbol.asyncIterator]: () => chunks }, this.#tap);
    return { length, chunks: tapped[Symbol.asyncIterator]() as AsyncIterator<Uint8Array> };
  }

  override discard(): void {
    this.#body.discard();
  }
}

class TappedBody extends WrappedBody {
  readonly #tap: Tap;

  constructor(body: Body, tap: Tap) {
    super(body);
    this.#tap = tap;
  }

  override next(): BodyStep | PromiseLike<BodyStep> {
    const step = this.#run(() => this.source.next());
    return isThenable(step) ? step.then((settled) => this.#see(settled)) : this.#see(step);
  }

  override close(): unknown {
    return this.#run(() => super.close());
  }

  #run<T>(step: () => T): T {
    const { run } = this.#tap;
    return run ? run(step) : step();
  }

  #see(step: BodyStep): BodyStep {
    if (step.done) this.#tap.end?.();
    else this.#tap.chunk?.(step.value);
    return step;
  }
}
