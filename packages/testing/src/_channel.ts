import { ChunkQueue } from "@tsgi/core/server";

/** Carries a response body from the server to its reader. Accepts a chunk only after the reader requested it. */
export class Channel {
  /** The body for the reader. */
  readonly body: ChunkQueue<Uint8Array>;
  #resume: (() => void) | undefined = undefined;
  #isEnded = false;

  /** @param leave called when the reader stops before the end */
  constructor(leave: () => void) {
    this.body = new ChunkQueue({
      pull: () => this.#drain(),
      cancel: () => {
        if (!this.#isEnded) leave();
      },
    });
  }

  /** Called by the server with a chunk. */
  write(chunk: Uint8Array): void {
    this.body.push(chunk);
  }

  /** Called by the server: calls back once when the reader requests more than is available. */
  drained(resume: () => void): void {
    if (this.body.isAwaited) queueMicrotask(resume);
    else this.#resume = resume;
  }

  /** Called by the server: ends the body, or cuts it off with an error. */
  end(failure?: { readonly error: unknown }): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (failure === undefined) this.body.end();
    else this.body.fail(failure.error);
  }

  #drain(): void {
    if (this.body.size > 0) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}
