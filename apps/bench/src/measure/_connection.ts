/** A cheap HTTP/1.1 client: the load generator must not be slower than the server. */
import { connect, type Socket } from "node:net";
import type { ScenarioRequest } from "../scenarios/scenario.ts";

/** Returns the bytes of a request. */
export function requestBytes({ method, path, headers, body }: ScenarioRequest, host: string): Buffer {
  const content = Buffer.from((body ?? "") as string);
  const fields = {
    host,
    connection: "keep-alive",
    ...headers,
    ...(body === undefined ? {} : { "content-length": String(content.length) }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), content]);
}

/** End of a chunked body, as a number of five bytes. */
const LAST_CHUNK = [...Buffer.from("0\r\n\r\n")].reduce((sum, byte) => sum * 256 + byte, 0);
const HEAD_END = Buffer.from("\r\n\r\n");
const OK = Buffer.from("200");
const STATUS_AT = "HTTP/1.1 ".length;

/** Shared by all connections: each read is processed before the next one. */
const INCOMING = Buffer.allocUnsafe(262_144);

/** Sends a request, waits for the end of the response, sends the next. Only counts responses: they were compared before. */
export class Connection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  readonly #length: number;
  /** True if responses are chunked; known from the first response on. */
  #isChunked: boolean | undefined;
  /** Milliseconds until each response. */
  #times: number[] = [];
  #until = 0;
  #begin = 0;
  #received = 0;
  /** Bytes in the head of the current response. */
  #head = 0;
  #tail = 0;
  #end: () => void = () => {};
  #fail: (error: Error) => void = () => {};

  /** @param length length of the body in bytes, without the framing of chunks */
  constructor(url: URL, request: Buffer, length: number) {
    this.#request = request;
    this.#length = length;
    const callback = (size: number): boolean => {
      this.#read(INCOMING, size);
      return true;
    };
    const onread = { buffer: INCOMING, callback };
    this.#socket = connect({ port: Number(url.port), host: url.hostname, noDelay: true, onread });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server has closed the connection")));
  }

  /** Runs until `until`, a time of performance.now(), at least once. @returns milliseconds until each response */
  run(until: number): Promise<number[]> {
    this.#times = [];
    this.#until = until;
    return new Promise((resolve, reject) => {
      this.#end = () => resolve(this.#times);
      this.#fail = reject;
      this.#send();
    });
  }

  close(): void {
    this.#fail = () => {};
    this.#socket.destroy();
  }

  #send(): void {
    this.#received = 0;
    this.#begin = performance.now();
    this.#socket.write(this.#request);
  }

  #read(buffer: Buffer, size: number): void {
    if (this.#received === 0 && !this.#readHead(buffer.subarray(0, size))) return;
    this.#received += size;
    if (!this.#isComplete(buffer, size)) return;
    const now = performance.now();
    this.#times.push(now - this.#begin);
    if (now < this.#until) this.#send();
    else this.#end();
  }

  #readHead(bytes: Buffer): boolean {
    const end = bytes.indexOf(HEAD_END);
    const isGood = end > 0 && bytes.compare(OK, 0, OK.length, STATUS_AT, STATUS_AT + OK.length) === 0;
    this.#isChunked ??= /\r\ntransfer-encoding: *chunked/i.test(
      bytes.toString("latin1", 0, Math.max(0, end)),
    );
    if (isGood) this.#head = end + HEAD_END.length;
    else this.#fail(new Error(`answers ${JSON.stringify(bytes.toString("latin1", 0, 60))} under load`));
    return isGood;
  }

  #isComplete(buffer: Buffer, size: number): boolean {
    const body = this.#received - this.#head;
    if (this.#isChunked !== true) return body >= this.#length;
    for (let at = Math.max(0, size - 5); at < size; at++) {
      this.#tail = (this.#tail % 0x1_0000_0000) * 256 + buffer[at]!;
    }
    return body >= 5 && this.#tail === LAST_CHUNK;
  }
}
