import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { Writable } from "node:stream";
import type { EventName } from "../events/_kind.ts";
import { readPrelude, readResult } from "./_results.ts";

const INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";
const DELIMITER: Buffer = Buffer.alloc(8);
/** The metadata must end within these bytes, as API Gateway wants it. */
const MOST_METADATA = 16_384;

/** What stands for the runtime's stream: sends a streamed response to the client as it is written. */
export class LocalResponseStream extends Writable {
  /** Set by `awslambda.HttpResponseStream.from`: writes the metadata before the first chunk. */
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined = undefined;
  readonly #response: ServerResponse;
  readonly #event: EventName;
  #type = "application/octet-stream";
  /** What came before the head could be sent; undefined once it was. */
  #early: Buffer | undefined = Buffer.alloc(0);

  constructor(response: ServerResponse, event: EventName) {
    super({ decodeStrings: true });
    this.#response = response;
    this.#event = event;
    response.once("close", () => this.destroy());
  }

  setContentType(type: string): void {
    this.#type = type;
  }

  // any: node:stream declares these overloads so.
  // oxlint-disable-next-line typescript/no-explicit-any
  override write(chunk: any, ...rest: any[]): boolean {
    // The runtime's name for it.
    // oxlint-disable-next-line eslint/no-underscore-dangle
    const { _onBeforeFirstWrite: before } = this;
    Object.assign(this, { _onBeforeFirstWrite: undefined });
    before?.((text) => void super.write(text));
    return super.write(chunk, ...(rest as []));
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    try {
      const rest = this.#early === undefined ? chunk : this.#begin(Buffer.concat([this.#early, chunk]));
      if (rest.length === 0 || this.#response.write(rest)) done();
      else this.#response.once("drain", () => done());
    } catch (error) {
      done(error as Error);
    }
  }

  override _final(done: (error?: Error) => void): void {
    if (this.#early !== undefined) this.#endWithoutMetadata(this.#early);
    else this.#response.end();
    done();
  }

  /** Sends the head once all of it is there; gives what of the body came along. */
  #begin(bytes: Buffer): Buffer {
    this.#early = bytes;
    if (this.#type === "application/json") return Buffer.alloc(0);
    if (this.#type !== INTEGRATION_TYPE) {
      this.#early = undefined;
      this.#response.writeHead(200, { "content-type": this.#type });
      return bytes;
    }
    const end = bytes.indexOf(DELIMITER);
    if (end < 0 && bytes.length > MOST_METADATA) throw new Error("[tsgi/aws-lambda] The metadata has no end");
    if (end < 0) return Buffer.alloc(0);
    this.#early = undefined;
    const { status, fields } = readPrelude(JSON.parse(bytes.toString("utf8", 0, end)));
    this.#response.writeHead(status, fields);
    // Node would send a head by itself as UTF-8.
    if (fields.every((text) => /^[\0-\x7f]*$/.test(text))) this.#response.flushHeaders();
    return bytes.subarray(end + DELIMITER.length);
  }

  /** A service that does not stream reads all that was written as the result. */
  #endWithoutMetadata(bytes: Buffer): void {
    const result: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
    const { status, fields, body } = readResult(this.#event, result);
    this.#response.writeHead(status, fields);
    this.#response.end(body);
  }
}
