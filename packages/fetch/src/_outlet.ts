import type { Chunk } from "@tsgi/core";
import { inNextTurn } from "./_next-turn.ts";

const encoder = new TextEncoder();

/** The stream that a host reads a response from: holds one chunk at most, and asks for the next when that was taken. */
export class Outlet {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #resume: (() => void) | undefined = undefined;
  #cancelled = false;

  /** @param cancelled is called when the host wants no more */
  constructor(cancelled: () => void) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          const resume = this.#resume;
          this.#resume = undefined;
          // Not at once: the host sends a chunk when this turn is over, and may have other requests to see to.
          if (resume !== undefined) inNextTurn(resume);
        },
        cancel: () => {
          this.#cancelled = true;
          cancelled();
        },
      },
      { highWaterMark: 0 },
    );
  }

  write(chunk: Chunk): void {
    this.#controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
  }

  /** Calls back once when the host wants a chunk. */
  drained(resume: () => void): void {
    this.#resume = resume;
  }

  close(): void {
    if (!this.#cancelled) this.#controller.close();
  }

  /** Breaks the stream, so that the host breaks the connection. */
  fail(error: unknown): void {
    this.#controller.error(error);
  }
}
