import { TsgiError, type Chunk } from "@tsgi/core";
import { TSGI_BUFFER_LIMIT } from "@tsgi/core/errors";
import { concat, type Head } from "@tsgi/core/server";
import { answerOf, type Answer } from "./_answer.ts";
import { LambdaExchange } from "./_exchange.ts";

/** Most bytes of a response that Lambda hands on: 6 MB, base64 and headers included. */
const MOST_BYTES = 6_291_456;

/** An exchange whose response leaves in one piece, when it is complete. */
export class BufferedExchange extends LambdaExchange {
  #answer: Answer | undefined = undefined;
  #resolve: ((answer: Answer) => void) | undefined = undefined;
  #head: Head | undefined = undefined;
  #chunks: Chunk[] = [];
  #size = 0;

  /** The response: at once where the application answered at once. */
  get answer(): Answer | Promise<Answer> {
    return this.#answer ?? new Promise((resolve) => (this.#resolve = resolve));
  }

  protected get isGone(): boolean {
    return false;
  }
  /** Lambda tells nothing of the client; the response has ended for us when it is handed over. */
  protected override watch(): void {}

  protected override sendWhole(head: Head, body: Chunk | null): void {
    this.#finish(answerOf(head.status, head.fields, body));
  }

  protected override openStream(head: Head): void {
    this.#head = head;
  }

  protected override write(chunk: Chunk): boolean {
    this.#size += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
    if (this.#size > MOST_BYTES) throw new TsgiError(TSGI_BUFFER_LIMIT, `more than ${MOST_BYTES} bytes`);
    this.#chunks.push(chunk);
    return true;
  }

  protected override flush(): boolean {
    return true;
  }

  protected override drained(resume: () => void): void {
    resume();
  }

  protected override end(): void {
    const { status, fields } = this.#head!;
    this.#finish(answerOf(status, fields, join(this.#chunks, this.#size)));
  }

  /** Nothing has left yet, so the client can be told: a plain 500 in place of the half response. */
  protected override reset(): void {
    this.#finish(answerOf(500, ["content-type", "text/plain; charset=utf-8"], "Internal Server Error"));
  }

  #finish(answer: Answer): void {
    this.#chunks = [];
    this.#answer = answer;
    this.#resolve?.(answer);
  }
}

/** Text stays text where all of it is. */
function join(chunks: readonly Chunk[], size: number): Chunk {
  if (chunks.every((chunk) => typeof chunk === "string")) return chunks.join("");
  return concat(
    chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk)),
    size,
  );
}
