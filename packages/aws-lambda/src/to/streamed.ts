import type { Chunk } from "@tsgi/core";
import type { CloseListener, Head } from "@tsgi/core/server";
import { LambdaTransport, type Invocation } from "./lambda-transport.ts";
import { awslambdaGlobal } from "../awslambda-global.ts";
import type { ResponseStream } from "../types.ts";

/** The content type of a stream that begins with the metadata of a response. */
const INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";
/** The delimiter between metadata and body: 8 NULs. */
const DELIMITER: Uint8Array = new Uint8Array(8);

/** An invocation whose response is streamed as it is produced. */
export class StreamedTransport extends LambdaTransport {
  /** Resolves when the stream has ended; rejects if the response breaks off after its head. */
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

  /** Registers the listener. The stream is watched from the beginning. */
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

  /** Sends the metadata immediately: with an empty body it would not be sent at all. */
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

  /** Returns false: the runtime's stream sends its chunks in the next turn of the loop. */
  flush(): boolean {
    return false;
  }

  onDrain(resume: () => void): void {
    this.#stream.once("drain", resume);
  }

  end(): void {
    this.#stream.end();
  }

  /** Destroys the stream. The runtime then marks the response as failed, so that it does not look complete. */
  abort(error: unknown): void {
    this.#finish();
    this.#settle.reject(error);
  }

  /** Handles errors of the runtime's stream, which is a Node request and may emit more than one. */
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

  /** Called when the stream closes before its end: the runtime has lost its connection. */
  #lose(): void {
    if (this.#isFinished || this.#isDisconnected) return;
    this.#isDisconnected = true;
    this.#listener?.disconnected();
    this.#settle.resolve();
  }
}
