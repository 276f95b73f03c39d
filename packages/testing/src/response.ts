import type { HeaderList } from "@tsgi/core";
import { concat } from "@tsgi/core/server";

/** A response whose head has arrived. Its body can be read once: whole, or chunk by chunk. */
export class ClientResponse {
  readonly status: number;
  /** Headers by name; `getSetCookie()` returns several cookies separately. */
  readonly headers: Headers;
  /** Headers as sent: order, case and duplicates. From a live server in lower case, duplicates joined except cookies. */
  readonly rawHeaders: HeaderList;
  /**
   * The chunks as they arrive. Each is requested from the application when the reader requests it. Leaving the loop
   * disconnects the client: `environ.signal` fires and the body is closed.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * Settles when the response has ended, with the error if it was cut off or abandoned; never rejects. In process that is
   * after the callbacks of `onFinish`.
   */
  readonly finished: Promise<unknown>;

  constructor(
    status: number,
    rawHeaders: HeaderList,
    body: AsyncIterable<Uint8Array>,
    finished: Promise<unknown>,
  ) {
    this.status = status;
    this.rawHeaders = rawHeaders;
    this.headers = new Headers(rawHeaders.map(([name, value]): [string, string] => [name, value]));
    this.body = body;
    this.finished = finished;
  }

  /** True for statuses from 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * Reads the whole body.
   * @throws the error that the application threw after the head, or the signal's reason
   */
  async bytes(): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.body) {
      chunks.push(chunk);
      size += chunk.length;
    }
    return concat(chunks, size);
  }

  /** Reads the whole body as UTF-8. Throws as {@link ClientResponse.bytes}. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** Reads the whole body as JSON. Throws as {@link ClientResponse.bytes}, and a SyntaxError. */
  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text()) as T;
  }

  /** Disconnects without reading the rest. */
  async cancel(): Promise<void> {
    await this.body[Symbol.asyncIterator]().return?.();
  }
}
