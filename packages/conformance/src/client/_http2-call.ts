import type { ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import type { Answer, Bytes, Call, Fields } from "../case.ts";
import { answerOf, toBytes } from "./_bytes.ts";
import { within } from "./_deadline.ts";

/** A request on an HTTP/2 stream, whose head has been sent. */
export class Http2Call implements Call {
  readonly #stream: ClientHttp2Stream;
  readonly #time: number;
  readonly #interim: { status: number; headers: Fields }[] = [];
  #fields: Fields | undefined = undefined;
  #trailers: Fields = [];
  #body: Buffer[] = [];
  #closed = false;
  #ended = false;
  #wake: (() => void) | undefined = undefined;

  constructor(stream: ClientHttp2Stream, time: number) {
    this.#stream = stream;
    this.#time = time;
    const noticed = (): void => this.#wake?.();
    stream.on("headers", (...heads: unknown[]) => {
      const fields = fieldsOf(heads[2]);
      this.#interim.push({ status: statusOf(fields), headers: withoutPseudo(fields) });
    });
    stream.on("response", (_head: IncomingHttpHeaders, ...more: unknown[]) => {
      this.#fields = fieldsOf(more[1]);
      noticed();
    });
    stream.on("trailers", (...heads: unknown[]) => (this.#trailers = fieldsOf(heads[2])));
    stream.on("data", (data: Buffer) => {
      stream.pause();
      this.#body.push(data);
      noticed();
    });
    stream.on("end", () => (this.#ended = true));
    stream.on("close", () => {
      this.#closed = true;
      noticed();
    });
    stream.on("error", noticed); // the stream's code has the result; see complete
    stream.pause();
  }

  async write(bytes: Bytes): Promise<void> {
    const stream = this.#stream;
    // If it can no longer be sent, the response shows the result.
    if (stream.closed || stream.destroyed || stream.write(toBytes(bytes))) return;
    await new Promise<void>((resolve) => {
      // The server closed the stream: reported at once during an upload, later while the response is read.
      for (const event of ["drain", "aborted", "close"]) stream.once(event, resolve);
    });
  }

  async end(): Promise<void> {
    this.#stream.end();
  }

  async head(): Promise<Answer> {
    while (this.#fields === undefined) await this.#more("a response");
    return this.#answer(false);
  }

  async until(text: string): Promise<string> {
    for (;;) {
      const soFar = Buffer.concat(this.#body).toString();
      if (soFar.includes(text)) return soFar;
      this.#stream.resume();
      await this.#more(JSON.stringify(text));
    }
  }

  async rest(): Promise<Answer> {
    await this.head();
    while (!this.#closed) {
      this.#stream.resume();
      await this.#more("the end");
    }
    return this.#answer(this.#ended && this.#stream.rstCode === 0);
  }

  leave(): void {
    if (this.#stream.writableEnded) this.reset();
    else this.#stream.session?.destroy();
  }

  reset(): void {
    const stream = this.#stream;
    // Node would first end an unfinished upload normally.
    stream.end = () => stream;
    stream.close(0x8); // CANCEL (RFC 9113, 7)
  }

  async #more(what: string): Promise<void> {
    if (this.#closed) throw new Error(`the stream ended before ${what}, with code ${this.#stream.rstCode}`);
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    await within(this.#time, woken, () => `received nothing for ${this.#time} ms while waiting for ${what}`);
  }

  #answer(complete: boolean): Answer {
    const fields = this.#fields!;
    return answerOf({
      status: statusOf(fields),
      headers: withoutPseudo(fields),
      interim: this.#interim,
      trailers: this.#trailers,
      body: Buffer.concat(this.#body),
      framing: "frames",
      complete,
    });
  }
}

/** Reads the raw list, the third argument of Node's events. */
function fieldsOf(raw: unknown): Fields {
  if (!Array.isArray(raw)) throw new Error("this Node does not expose the raw headers of HTTP/2");
  const fields: [string, string][] = [];
  for (let i = 0; i < raw.length; i += 2) fields.push([String(raw[i]), String(raw[i + 1])]);
  return fields;
}

function statusOf(fields: Fields): number {
  return Number(fields.find(([name]) => name === ":status")?.[1]);
}

function withoutPseudo(fields: Fields): Fields {
  return fields.filter(([name]) => !name.startsWith(":"));
}
