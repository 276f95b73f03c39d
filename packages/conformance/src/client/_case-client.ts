import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  Answer,
  Bytes,
  Call,
  CaseClient,
  Fields,
  HeadOptions,
  Journal,
  SuiteRequest,
  Wire,
} from "../case.ts";
import { toBytes, valuesOf } from "./_bytes.ts";
import { Http1Call, Http1Wire } from "./_http1-wire.ts";
import { Http2Session } from "./_http2-session.ts";
import type { Place } from "./_place.ts";

/** Options of a client. */
export interface CaseClientOptions {
  readonly place: Place;
  readonly caseId: string;
  readonly run: string;
  readonly http2: boolean;
  /** Maximum time of a single wait in milliseconds. */
  readonly time: number;
  readonly log: (() => string | Promise<string>) | undefined;
}

/** The client of one run of a case. */
export class NodeCaseClient implements CaseClient {
  readonly run: string;
  readonly scheme: "http" | "https";
  readonly authority: string;
  readonly http2: boolean;
  readonly prefix: string;
  readonly ok = (value: unknown, message?: string): void => assert.ok(value, message);
  readonly equal = (actual: unknown, expected: unknown, message?: string): void =>
    assert.equal(actual, expected, message);
  readonly deepEqual = (actual: unknown, expected: unknown, message?: string): void =>
    assert.deepEqual(actual, expected, message);
  readonly #options: CaseClientOptions;
  readonly #files: string[] = [];
  readonly #wires = new Set<Wire>();
  readonly #session: Http2Session;

  constructor(options: CaseClientOptions) {
    const { place, run } = options;
    this.#options = options;
    this.#session = new Http2Session(place, options.time);
    this.run = run;
    this.scheme = place.scheme;
    this.authority = place.authority;
    this.http2 = options.http2;
    this.prefix = place.prefix;
  }

  head(method: string, path: string, options: HeadOptions = {}): string {
    const { version = "1.1", host = this.authority, target = this.prefix + path } = options;
    const fields = host === null ? this.#marks() : [["Host", host], ...this.#marks()];
    return `${method} ${target} HTTP/${version}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
  }

  async request(path: string, init: SuiteRequest = {}): Promise<Answer> {
    const call = await this.#call(path, init, this.#marks());
    return call.rest();
  }

  start(path: string, init: Omit<SuiteRequest, "body"> & { readonly upload?: boolean } = {}): Promise<Call> {
    return this.#call(path, init, this.#marks());
  }

  async connect(): Promise<Wire> {
    if (this.http2) throw new Error("there is no HTTP/1 connection over HTTP/2");
    const wire = await Http1Wire.open(this.#options.place, this.#options.time);
    this.#wires.add(wire);
    return wire;
  }

  async raw(bytes: Bytes, method: string = "GET"): Promise<Answer> {
    const wire = await this.connect();
    await wire.send(bytes);
    return wire.answer(method);
  }

  async journal(): Promise<Journal> {
    const { text } = await this.#control("journal", []);
    return JSON.parse(text) as Journal;
  }

  async recorded(name: string): Promise<unknown[]> {
    const { events } = await this.journal();
    return events.filter((event) => event.name === name).map((event) => event.value);
  }

  async release(gate: string): Promise<void> {
    await this.#control("release", [["tsgi-gate", gate]]);
  }

  async file(content: Bytes): Promise<string> {
    const path = join(await realpath(tmpdir()), `tsgi-conformance-${this.run}-${this.#files.length}`);
    await writeFile(path, content);
    this.#files.push(path);
    return path;
  }

  async log(): Promise<string> {
    const { log } = this.#options;
    if (log === undefined) throw new Error("this host does not expose its log");
    return log();
  }

  async eventually(attempt: () => void | Promise<void>, time: number = this.#options.time): Promise<void> {
    const deadline = performance.now() + time;
    for (let attempts = 1; ; attempts++) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
      // More requests would not speed up a slow host; many suites on one machine share its processors and ports.
      await new Promise((resolve) => setTimeout(resolve, attempts < 20 ? 0 : 20));
    }
  }

  match(actual: string | undefined, pattern: RegExp, message?: string): void {
    assert.match(actual ?? "undefined", pattern, message);
  }

  /** Breaks every connection that the case left open. */
  close(): void {
    for (const wire of this.#wires) wire.destroy();
    this.#wires.clear();
    this.#session.destroy();
    for (const path of this.#files) rmSync(path, { force: true });
  }

  /** Sends a request that the suite's application answers itself. */
  async #control(name: string, headers: Fields): Promise<Answer> {
    const call = await this.#call("/", { headers }, this.#marks(name));
    const answer = await call.rest();
    assert.ok(
      answer.status < 300 && answer.complete,
      `the suite's own request failed: ${answer.status} ${answer.text}`,
    );
    if (!this.http2) call.leave();
    return answer;
  }

  #marks(name: string = this.#options.caseId): Fields {
    return [
      ["tsgi-case", name],
      ["tsgi-run", this.run],
    ];
  }

  async #call(path: string, init: SuiteRequest & { upload?: boolean }, marks: Fields): Promise<Call> {
    const { body, upload = false, headers = [] } = init;
    const method = init.method ?? (upload || body !== undefined ? "POST" : "GET");
    const fields = [...headers, ...marks];
    const data = body === undefined ? undefined : Buffer.from(body as Uint8Array);
    if (data !== undefined) fields.push(["content-length", String(data.length)]);
    if (this.http2) return this.#session.request(method, this.prefix + path, fields, data, upload);
    const wire = (init.on as Http1Wire | undefined) ?? ((await this.connect()) as Http1Wire);
    if (valuesOf(fields, "host").length === 0) fields.unshift(["Host", this.authority]);
    const isChunked = upload && valuesOf(fields, "content-length").length === 0;
    if (isChunked) fields.push(["transfer-encoding", "chunked"]);
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = toBytes(`${method} ${this.prefix}${path} HTTP/1.1\r\n${lines}\r\n`);
    // Not awaited: a server may respond before it has read everything.
    void wire.send(data === undefined ? head : Buffer.concat([head, data]));
    return new Http1Call(wire, method, isChunked);
  }
}
