import type { HeaderList } from "@tsgi/core";
import { concat } from "@tsgi/core/server";

/** A response, from its head on. Its body is read once: whole, or chunk by chunk. */
export class ClientResponse {
  readonly status: number;
  /** By name; `getSetCookie()` gives several cookies one by one. */
  readonly headers: Headers;
  /** As sent: order, case and duplicates. A live server's come in lower case, duplicates joined, but for cookies. */
  readonly rawHeaders: HeaderList;
  /**
   * The chunks as they come. The application is asked for the next one when the reader asks for it. To leave the loop is
   * to leave the server: `environ.signal` fires and the body is closed.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * Settles when the response is over, with the error if it was broken off or left; never rejects. In process that is
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

  /** True for the statuses 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * The whole body.
   * @throws what the application threw after the head, or the reason of the signal
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

  /** The whole body as UTF-8. Throws as {@link ClientResponse.bytes}. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** The whole body as JSON. Throws as {@link ClientResponse.bytes}, and a SyntaxError. */
  async json<T = unknown>(): Promise<T> {
    return JSON.parse(await this.text()) as T;
  }

  /** Leaves without reading what is left. */
  async cancel(): Promise<void> {
    await this.body[Symbol.asyncIterator]().return?.();
  }
}
