import type { Chunk } from "@tsgi/core";
import type { Head } from "@tsgi/core/server";
import { LambdaExchange, type Invocation } from "./_exchange.ts";
import { awslambdaGlobal } from "./_awslambda.ts";
import type { ResponseStream } from "./types.ts";

/** The type of content that begins with the metadata of a response. */
const INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";
/** What stands between metadata and body: 8 bytes. */
const DELIMITER: Uint8Array = new Uint8Array(8);

/** An exchange whose response leaves as it is made. */
export class StreamedExchange extends LambdaExchange {
  /** Resolves when the stream has ended; rejects when the response broke off after its head. */
  readonly ended: Promise<void>;
  readonly #stream: ResponseStream;
  #settle: { resolve(): void; reject(error: unknown): void } = { resolve: () => {}, reject: () => {} };
  #isGone = false;

  constructor(invocation: Invocation, stream: ResponseStream) {
    super(invocation);
    this.#stream = stream;
    this.ended = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    stream.once("finish", () => this.#close());
    stream.once("close", () => this.#lose());
    this.#watchErrors();
  }

  protected get isGone(): boolean {
    return this.#isGone;
  }
  /** The stream is watched from the beginning. */
  protected override watch(): void {}

  protected override sendWhole(head: Head, body: Chunk | null): void {
    this.openStream(head);
    if (body !== null) this.#stream.write(body);
    this.#stream.end();
  }

  /** The metadata goes out at once: a body that stays empty would leave it behind. */
  protected override openStream(head: Head): void {
    const prelude = this.invocation.kind.prelude!(head.status, head.fields);
    const { HttpResponseStream } = awslambdaGlobal();
    if (HttpResponseStream !== undefined) {
      HttpResponseStream.from(this.#stream, prelude).write("");
      return;
    }
    this.#stream.setContentType(INTEGRATION_TYPE);
    this.#stream.write(JSON.stringify(prelude));
    this.#stream.write(DELIMITER);
  }

  protected override write(chunk: Chunk): boolean {
    return this.#stream.write(chunk);
  }

  /** The runtime's stream sends on what it was given when its loop comes round. */
  protected override flush(): boolean {
    return false;
  }

  protected override drained(resume: () => void): void {
    this.#stream.once("drain", resume);
  }

  protected override end(): void {
    this.#stream.end();
  }

  /** The runtime marks the response as failed, so that it does not pass for a complete one. */
  protected override reset(): void {
    this.finished();
    this.#settle.reject(this.failure);
  }

  /** A request of Node's, which the runtime's stream is, may emit more than one. */
  #watchErrors(): void {
    this.#stream.once("error", () => {
      this.#watchErrors();
      this.#lose();
    });
  }

  #close(): void {
    this.finished();
    this.#settle.resolve();
  }

  /** The stream ended without us: the runtime has lost its connection. */
  #lose(): void {
    this.#isGone = true;
    this.disconnected();
    this.#settle.resolve();
  }
}
