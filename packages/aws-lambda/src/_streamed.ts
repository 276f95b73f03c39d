import type { Chunk } from "@tsgi/core";
import type { CloseListener, Head } from "@tsgi/core/server";
import { LambdaTransport, type Invocation } from "./_transport.ts";
import { awslambdaGlobal } from "./_awslambda.ts";
import type { ResponseStream } from "./types.ts";

/** The type of content that begins with the metadata of a response. */
const INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";
/** What stands between metadata and body: 8 bytes. */
const DELIMITER: Uint8Array = new Uint8Array(8);

/** An invocation whose response leaves as it is made. */
export class StreamedTransport extends LambdaTransport {
  /** Resolves when the stream has ended; rejects when the response broke off after its head. */
  readonly ended: Promise<void>;
  readonly #stream: ResponseStream;
  #settle: { resolve(): void; reject(error: unknown): void } = { resolve: () => {}, reject: () => {} };
  #isDisconnected = false;
  #isFinished = false;
  #listener: CloseListener | undefined = undefined;

  constructor(invocation: Invocation, stream: ResponseStream) {
    super(invocation);
    this.#stream = stream;
    this.ended = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    stream.once("finish", () => this.#close());
    stream.once("close", () => this.#lose());
    this.#watchErrors();
  }

  get isDisconnected(): boolean {
    return this.#isDisconnected;
  }

  /** The stream is watched from the beginning. */
  onClose(listener: CloseListener): void {
    this.#listener = listener;
    if (this.#isDisconnected) queueMicrotask(() => listener.disconnected());
    else if (this.#isFinished) queueMicrotask(() => listener.finished());
  }

  whole(head: Head, body: Chunk | null): void {
    this.head(head);
    if (body !== null) this.#stream.write(body);
    this.#stream.end();
  }

  /** The metadata goes out at once: a body that stays empty would leave it behind. */
  head(head: Head): void {
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

  write(chunk: Chunk): boolean {
    return this.#stream.write(chunk);
  }

  /** The runtime's stream sends on what it was given when its loop comes round. */
  flush(): boolean {
    return false;
  }

  onDrain(resume: () => void): void {
    this.#stream.once("drain", resume);
  }

  end(): void {
    this.#stream.end();
  }

  /** The runtime marks the response as failed, so that it does not pass for a complete one. */
  abort(error: unknown): void {
    this.#finish();
    this.#settle.reject(error);
  }

  /** A request of Node's, which the runtime's stream is, may emit more than one. */
  #watchErrors(): void {
    this.#stream.once("error", () => {
      this.#watchErrors();
      this.#lose();
    });
  }

  #close(): void {
    this.#finish();
    this.#settle.resolve();
  }

  #finish(): void {
    this.#isFinished = true;
    this.#listener?.finished();
  }

  /** The stream ended without us: the runtime has lost its connection. */
  #lose(): void {
    if (this.#isFinished || this.#isDisconnected) return;
    this.#isDisconnected = true;
    this.#listener?.disconnected();
    this.#settle.resolve();
  }
}
