import { TsgiError, type Chunk } from "@tsgi/core";
import { TSGI_BUFFER_LIMIT } from "@tsgi/core/errors";
import { concat, type Head } from "@tsgi/core/server";
import { encodeResponse, type EncodedResponse } from "./encoded-response.ts";
import { sizeAbove } from "./size.ts";
import { LambdaTransport } from "./lambda-transport.ts";

/** An invocation whose response is returned in one piece when it is complete. */
export class BufferedTransport extends LambdaTransport {
  #result: { readonly value: unknown } | undefined = undefined;
  #resolve: ((result: unknown) => void) | undefined = undefined;
  #head: Head | undefined = undefined;
  #chunks: Chunk[] = [];
  #size = 0;

  /** The result in the form of the event's kind, without a promise if the application returned synchronously. */
  get result(): unknown {
    if (this.#result !== undefined) return this.#result.value;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  get isDisconnected(): boolean {
    return false;
  }
  /** Does nothing: Lambda does not report a disconnection, and the response ends when it is returned. */
  onClose(): void {}

  whole(head: Head, body: Chunk | null): void {
    this.#finish(encodeResponse(head.status, head.fields, body));
  }

  head(head: Head): void {
    this.#head = head;
  }

  write(chunk: Chunk): boolean {
    this.#size += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.length;
    // As JSON it is even longer: an endless body fails here, any other is measured at its end.
    if (this.#size > this.#mostBytes) throw tooLarge(this.#mostBytes);
    this.#chunks.push(chunk);
    return true;
  }

  flush(): boolean {
    return true;
  }

  onDrain(resume: () => void): void {
    resume();
  }

  end(): void {
    const { status, fields } = this.#head!;
    this.#finish(encodeResponse(status, fields, join(this.#chunks, this.#size)));
  }

  /** Replaces the incomplete response, of which nothing has been sent yet, with a plain 500. */
  abort(): void {
    const response = encodeResponse(
      500,
      ["content-type", "text/plain; charset=utf-8"],
      "Internal Server Error",
    );
    this.#settle(this.#resultOf(response));
  }

  /** @throws TSGI_BUFFER_LIMIT */
  #finish(response: EncodedResponse): void {
    const result = this.#resultOf(response);
    const limit = this.#mostBytes;
    const size = sizeAbove(limit, response, result);
    if (size !== undefined) throw tooLarge(limit, size);
    this.#settle(result);
  }

  #settle(value: unknown): void {
    this.#chunks = [];
    this.#result = { value };
    this.#resolve?.(value);
  }

  #resultOf(response: EncodedResponse): unknown {
    const { kind, event } = this.invocation;
    return kind.write(response, event as never, (text) => this.warn(text));
  }

  get #mostBytes(): number {
    const { kind, event } = this.invocation;
    return kind.mostBytes(event as never);
  }
}

function tooLarge(limit: number, size?: number): TsgiError {
  const seen = size === undefined ? "" : `the result has ${size} bytes of JSON, `;
  return new TsgiError(TSGI_BUFFER_LIMIT, `${seen}the service accepts at most ${limit}`);
}

/** Joins chunks, as text if all of them are text. */
function join(chunks: readonly Chunk[], size: number): Chunk {
  if (chunks.every((chunk) => typeof chunk === "string")) return chunks.join("");
  return concat(
    chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk)),
    size,
  );
}
