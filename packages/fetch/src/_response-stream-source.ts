import type { Chunk } from "@tsgi/core";
import { WriteCoalescer } from "@tsgi/core/server";
import { inNextTurn } from "./_next-turn.ts";

const encoder = new TextEncoder();

/** How many bytes may wait for the host when chunks coalesce. */
const MAX_WAITING = 65_536;
/** How often chunks follow at once when the host asks, before other requests get their turn. */
const ANSWERS_PER_TURN = 32;

/**
 * The stream that a host reads a response from. It holds one chunk at most, and when the host has taken it, the host gets a
 * turn of the loop to send it: a body may take long to compute the next. Chunks that coalesce go out together, up to 64 KiB.
 */
export class ResponseStreamSource {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #resume: (() => void) | undefined = undefined;
  /** True while the host waits for a chunk. */
  #isAsked = false;
  #cancelled = false;
  readonly #coalescer = new WriteCoalescer();
  /** Bytes since the body was last asked. */
  #given = 0;
  #answers = 0;

  /** @param cancelled is called when the host wants no more */
  constructor(cancelled: () => void) {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#isAsked = true;
          const resume = this.#resume;
          this.#resume = undefined;
          if (resume === undefined) return;
          if (this.#coalescer.coalesces && this.#answers++ < ANSWERS_PER_TURN) this.#ask(resume);
          else this.#askInNextTurn(resume);
        },
        cancel: () => {
          this.#cancelled = true;
          cancelled();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** False where the next chunk may not come before the host has asked for one. */
  write(chunk: Chunk): boolean {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    this.#isAsked = false;
    this.#controller.enqueue(bytes);
    this.#given += bytes.length;
    this.#coalescer.add(bytes.length);
    return this.#coalescer.coalesces && this.#given < MAX_WAITING;
  }

  /** Calls back once when the host wants a chunk. */
  onDrain(resume: () => void): void {
    // A reader may want several at once: it has asked for this one already.
    if (this.#isAsked) this.#askInNextTurn(resume);
    else this.#resume = resume;
  }

  close(): void {
    if (!this.#cancelled) this.#controller.close();
  }

  /** Breaks the stream, so that the host breaks the connection. */
  fail(error: unknown): void {
    this.#controller.error(error);
  }

  #ask(resume: () => void): void {
    this.#given = 0;
    this.#coalescer.chunkRequested();
    resume();
  }

  /** Not at once: the host sends a chunk when this turn is over, and may have other requests to see to. */
  #askInNextTurn(resume: () => void): void {
    this.#answers = 0;
    const ask = (): void => this.#ask(resume);
    // Where much was to be sent, Deno takes the last chunk in the midst of a turn, and sends it after the next.
    const isMuch = this.#coalescer.isSlow || this.#given >= MAX_WAITING;
    inNextTurn(isMuch ? () => inNextTurn(ask) : ask);
  }
}
