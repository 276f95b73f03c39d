import { ChunkQueue } from "@tsgi/core/server";

/** The body of a response between a server and its reader. Takes a chunk when the reader has asked for it. */
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

  /** Writes a chunk, for the server. */
  write(chunk: Uint8Array): void {
    this.body.push(chunk);
  }

  /** Calls back once when the reader asks for more than there is, for the server. */
  drained(resume: () => void): void {
    if (this.body.isAwaited) queueMicrotask(resume);
    else this.#resume = resume;
  }

  /** Ends the body, or breaks it off with an error, for the server. */
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
