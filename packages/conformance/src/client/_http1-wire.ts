import { once } from "node:events";
import type { Answer, Bytes, Call, Wire } from "../case.ts";
import { answerOf, toBytes } from "./_bytes.ts";
import { readBody, readHead, type ResponseHead } from "./_http1.ts";
import type { Place } from "./_place.ts";
import { SocketReader } from "./_socket-reader.ts";

/** An HTTP/1 connection. */
export class Http1Wire implements Wire {
  readonly reader: SocketReader;

  private constructor(reader: SocketReader) {
    this.reader = reader;
  }

  /** @param time maximum wait of a read, in milliseconds */
  static async open(place: Place, time: number): Promise<Http1Wire> {
    const socket = place.connect();
    const reader = new SocketReader(socket, time);
    await once(socket, place.scheme === "https" ? "secureConnect" : "connect");
    return new Http1Wire(reader);
  }

  get localPort(): number {
    return this.reader.socket.localPort ?? 0;
  }

  get received(): string {
    return this.reader.received;
  }

  /** Resolves when the bytes were handed over or can no longer be sent: the response shows the result. */
  send(bytes: Bytes): Promise<void> {
    return new Promise((resolve) => {
      this.reader.socket.once("close", resolve);
      this.reader.socket.write(toBytes(bytes), () => {
        this.reader.socket.off("close", resolve);
        resolve();
      });
    });
  }

  answer(method: string = "GET"): Promise<Answer> {
    return new Http1Call(this, method, false).rest();
  }

  async closed(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let piece = await this.reader.some(); piece.length > 0; piece = await this.reader.some())
      pieces.push(piece);
    return Buffer.concat(pieces);
  }

  finish(): void {
    this.reader.socket.end();
  }

  destroy(): void {
    this.reader.socket.destroy();
  }
}

/** A request on an HTTP/1 connection, whose head has been sent. */
export class Http1Call implements Call {
  readonly #wire: Http1Wire;
  readonly #method: string;
  readonly #isChunked: boolean;
  #head: ResponseHead | undefined = undefined;
  #pieces: AsyncGenerator<Buffer, Answer["trailers"] | undefined> | undefined = undefined;
  #body: Buffer[] = [];

  constructor(wire: Http1Wire, method: string, isChunked: boolean) {
    this.#wire = wire;
    this.#method = method;
    this.#isChunked = isChunked;
  }

  write(bytes: Bytes): Promise<void> {
    const data = toBytes(bytes);
    if (!this.#isChunked) return this.#wire.send(data);
    return this.#wire.send(
      Buffer.concat([toBytes(`${data.length.toString(16)}\r\n`), data, toBytes("\r\n")]),
    );
  }

  async end(): Promise<void> {
    if (this.#isChunked) await this.#wire.send("0\r\n\r\n");
  }

  async head(): Promise<Answer> {
    await this.#begin();
    return this.#answer([], false);
  }

  async until(text: string): Promise<string> {
    const pieces = await this.#begin();
    for (;;) {
      const soFar = Buffer.concat(this.#body).toString();
      if (soFar.includes(text)) return soFar;
      const step = await pieces.next();
      if (step.done) throw new Error(`the body ended without ${JSON.stringify(text)}: ${soFar.slice(-200)}`);
      this.#body.push(step.value);
    }
  }

  async rest(): Promise<Answer> {
    const pieces = await this.#begin();
    for (;;) {
      const step = await pieces.next();
      if (step.done) return this.#answer(step.value ?? [], step.value !== undefined);
      this.#body.push(step.value);
    }
  }

  leave(): void {
    this.#wire.destroy();
  }

  reset(): void {
    this.leave();
  }

  async #begin(): Promise<AsyncGenerator<Buffer, Answer["trailers"] | undefined>> {
    this.#head ??= await readHead(this.#wire.reader, this.#method);
    return (this.#pieces ??= readBody(this.#wire.reader, this.#head));
  }

  #answer(trailers: Answer["trailers"], complete: boolean): Answer {
    return answerOf({ ...this.#head!, body: Buffer.concat(this.#body), trailers, complete });
  }
}
