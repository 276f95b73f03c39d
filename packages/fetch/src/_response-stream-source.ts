import type { Chunk } from "@tsgi/core";
import { WriteCoalescer } from "@tsgi/core/server";
import { inNextTurn } from "./_next-turn.ts";

const encoder = new TextEncoder();

/** Maximum bytes that wait for the host when chunks coalesce. */
const MAX_WAITING = 65_536;
/** Number of chunks sent immediately on request before other requests get their turn. */
const ANSWERS_PER_TURN = 32;

/**
 * The source of the stream that a host reads a response from. Holds at most one chunk. When the host has read it, the host
 * gets a turn of the loop to send it, since the body may take long to compute the next one. Chunks that coalesce are sent
 * together, up to 64 KiB.
 */
export class ResponseStreamSource {
  readonly stream: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #resume: (() => void) | undefined = undefined;
  /** True while the host waits for a chunk. */
  #isAsked = false;
  #cancelled = false;
  readonly #coalescer = new WriteCoalescer();
  /** Bytes since the body was last asked for a chunk. */
  #given = 0;
  #answers = 0;

  /** @param cancelled called when the host cancels the stream */
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

  /** Passes a chunk to the host. Returns false if the next one must wait until the host requests it. */
  write(chunk: Chunk): boolean {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    this.#isAsked = false;
    this.#controller.enqueue(bytes);
    this.#given += bytes.length;
    this.#coalescer.add(bytes.length);
    return this.#coalescer.coalesces && this.#given < MAX_WAITING;
  }

  /** Calls back once when the host requests a chunk. */
  onDrain(resume: () => void): void {
    // A reader may request several at once: it has already requested this one.
    if (this.#isAsked) this.#askInNextTurn(resume);
    else this.#resume = resume;
  }

  close(): void {
    if (!this.#cancelled) this.#controller.close();
  }

  /** Fails the stream, so that the host breaks off the connection. */
  fail(error: unknown): void {
    this.#controller.error(error);
  }

  #ask(resume: () => void): void {
    this.#given = 0;
    this.#coalescer.chunkRequested();
    resume();
  }

  /**
   * Asks for the next chunk in the next turn: the host sends a chunk after this one, and may have other requests to process.
   */
  #askInNextTurn(resume: () => void): void {
    this.#answers = 0;
    const ask = (): void => this.#ask(resume);
    // After a large amount, Deno reads the last chunk in the middle of a turn and sends it after the next one.
    const isMuch = this.#coalescer.isSlow || this.#given >= MAX_WAITING;
    inNextTurn(isMuch ? () => inNextTurn(ask) : ask);
  }
}
