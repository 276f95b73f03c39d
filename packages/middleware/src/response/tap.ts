import { HostBody, type Body, type Chunk, type OpenBody } from "@tsgi/core";
import { BodySource, isThenable, ownBody } from "@tsgi/core/server";

type Step = IteratorResult<Chunk, unknown>;

/** Looks at what passes through a streamed body, which goes on unchanged: a step that is there at once stays so. */
export interface Tap {
  chunk?(chunk: Chunk): void;
  /** Called when the body has come to its end, and not where it breaks off. */
  end?(): void;
  /** Runs each step, and the end. Default: as it is. */
  run?<T>(step: () => T): T;
}

/** A host's body stays one, so that the host still sends it by its shortest way. */
export function tapBody(body: Exclude<Body, Chunk | null>, tap: Tap): Body {
  if (body instanceof HostBody) return new TappedHostBody(body, tap);
  ownBody(body); // whoever wraps what is given here no longer sees that it can fail by itself
  return { [Symbol.asyncIterator]: () => tapped(new BodySource(body), tap) };
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
    const source = new BodySource({ [Symbol.asyncIterator]: () => chunks });
    return { length, chunks: tapped(source, this.#tap) as AsyncIterator<Uint8Array> };
  }

  override discard(): void {
    this.#body.discard();
  }
}

function tapped(source: BodySource, tap: Tap): AsyncIterator<Chunk> {
  const { run = (step) => step() } = tap;
  const see = (step: Step): Step => {
    if (step.done) tap.end?.();
    else tap.chunk?.(step.value);
    return step;
  };
  const iterator = {
    next: (): Step | PromiseLike<Step> => {
      const step = run(() => source.next());
      return isThenable(step) ? step.then(see) : see(step);
    },
    return: async (): Promise<Step> => {
      await run(() => source.closeAndWait());
      return { done: true, value: undefined };
    },
  };
  // A step that is there is not wrapped into a promise: a server takes it as it is.
  return iterator as AsyncIterator<Chunk>;
}
