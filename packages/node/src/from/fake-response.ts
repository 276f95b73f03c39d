/* oxlint-disable no-underscore-dangle -- these are the names by which Node's own class finds its way out */
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Chunk } from "@tsgi/core";
import { http } from "../transport/http.ts";
import type { Fields } from "./fields.ts";
import type { FakeClasses, FakeRequest } from "./fake-request.ts";
import type { FakeSocket } from "./fake-socket.ts";

/** The function that Node calls when it has accepted a chunk. */
export type WriteCallback = (error?: Error | null) => void;

/** Receives the output of a response. */
export interface ResponseSink {
  /** Receives the head; the response ignores later changes. */
  head(status: number, fields: Fields): void;
  /** Receives a chunk, "" for none; returns false if it wants no more until the response drains. */
  write(chunk: Chunk, callback: WriteCallback | undefined): boolean;
  /** Receives the end. */
  end(): void;
  earlyHints(fields: Fields): void;
}

type Hints = Readonly<Record<string, string | string[]>>;

/** The key of a response's sink. An own property, since a framework may change the prototype. */
const sink: unique symbol = Symbol("tsgi/node: sink");

/**
 * The methods by which Node's OutgoingMessage sends. Node, Bun, Deno and workerd all have them, and other projects that run
 * Node's handlers elsewhere rely on them; everything above them, the whole interface that a handler sees, is the class's
 * own.
 */
interface Internals {
  readonly [key: symbol]: unknown;
  [sink]: ResponseSink;
  _header: string | null;
  _closed: boolean;
  _trailer: string;
  _hasBody: boolean;
  _contentLength: number | null;
  _removedContLen: boolean;
  _storeHeader(firstLine: string, headers: unknown): void;
  _send(data: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean;
  _writeRaw(data: unknown, encoding?: unknown, callback?: unknown): boolean;
  _finish(): void;
  _flushOutput(): boolean;
  _flush(): void;
  getRawHeaderNames(): string[];
}
export type FakeResponse = Omit<ServerResponse, "socket" | "destroyed"> &
  Internals & { socket: FakeSocket | null; destroyed: boolean };

/** Creates a response of Node's own class that sends to the sink. */
export function fakeResponse(
  request: FakeRequest,
  socket: FakeSocket,
  classes: FakeClasses | undefined,
  to: ResponseSink,
): FakeResponse {
  const { ServerResponse } = http();
  const response = Reflect.construct(
    ServerResponse,
    [request],
    classes?.Response ?? ServerResponse,
  ) as FakeResponse;
  response[sink] = to;
  response._storeHeader = storeHeader;
  response._send = send;
  response._writeRaw = writeRaw;
  response._finish = finish;
  response._flushOutput = flushOutput;
  response.writeEarlyHints = writeEarlyHints;
  response.socket = socket;
  socket._httpMessage = response;
  return response;
}

/** Resumes a waiting writer. Not every runtime's class knows that one is waiting. */
export function drainResponse(response: FakeResponse): void {
  if (response.writableNeedDrain) response._flush();
  else response.emit("drain");
}

/** Allows a body after a rejected head: Node may have decided by that head that there is none. */
export function reopenHead(response: FakeResponse, method: string): void {
  response._hasBody = method !== "HEAD";
}

/** Returns true while a stream is piped to it: no caller of that stream could catch an exception of a write. */
export function isPipedTo(response: FakeResponse): boolean {
  return response.listenerCount("unpipe") > 0;
}

/** Emits `close`, as Node does at the end of a response, complete or not. */
export function closeResponse(response: FakeResponse): void {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}

/** Returns the added trailer fields; call it after the end of the body. */
export function trailersOf({ _trailer }: FakeResponse): Fields {
  const lines = (_trailer ?? "").split("\r\n").filter((line) => line !== "");
  return lines.map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

function storeHeader(this: FakeResponse, firstLine: string, headers: unknown): void {
  const fields = fieldsOf(this, headers);
  this[sink].head(this.statusCode, fields);
  this._header = firstLine; // makes `headersSent` true
}

function send(
  this: FakeResponse,
  data: string | Uint8Array,
  encoding?: BufferEncoding | WriteCallback | null,
  callback?: WriteCallback,
): boolean {
  if (typeof encoding === "function") return this[sink].write(data, encoding);
  const isText = typeof data !== "string" || !encoding || encoding === "utf8" || encoding === "utf-8";
  const chunk = isText || data === "" ? data : Buffer.from(data, encoding);
  return this[sink].write(chunk, callback);
}

/** Drops interim responses: reading the body sends 100 Continue, and nothing acts on a 102. */
function writeRaw(this: FakeResponse, _data: unknown, encoding?: unknown, callback?: unknown): boolean {
  const done = typeof encoding === "function" ? encoding : callback;
  if (typeof done === "function") process.nextTick(done as () => void);
  return true;
}

function finish(this: FakeResponse): void {
  this.emit("prefinish");
  this[sink].end();
}

function flushOutput(this: FakeResponse): boolean {
  return true;
}

function writeEarlyHints(this: FakeResponse, hints: Hints, callback?: () => void): void {
  // As Node does, which sends none without a link.
  if (hints["link"] === undefined || hints["link"] === null) return;
  const fields: Fields = [];
  for (const [name, value] of Object.entries(hints)) add(fields, name, value);
  this[sink].earlyHints(fields);
  if (callback) process.nextTick(callback);
}

/**
 * The symbol under which Node keeps the fields that were set, `{ name: [Name, value] }`; an unused one if Node has none. It
 * saves calls to two public methods, each of which looks up every name again.
 */
let outHeaders: symbol | undefined;

function findOutHeaders(response: FakeResponse): symbol {
  const symbols = Object.getOwnPropertySymbols(response);
  return symbols.find(({ description }) => description === "kOutHeaders") ?? Symbol("none");
}

/** Returns the fields set before `writeHead` and those passed to it; Node has merged them if there are both. */
function fieldsOf(response: FakeResponse, headers: unknown): Fields {
  const fields: Fields = [];
  outHeaders ??= findOutHeaders(response);
  if (headers && headers === response[outHeaders]) {
    const set = headers as Record<string, [name: string, value: OutgoingHttpHeader]>;
    for (const key in set) add(fields, set[key]![0], set[key]![1]);
    return fields;
  }
  const names = response.getRawHeaderNames();
  if (names.length > 0) {
    for (const name of names) add(fields, name, response.getHeader(name));
  } else if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) for (const [name, value] of headers) add(fields, name, value);
    else for (let i = 0; i < headers.length; i += 2) add(fields, headers[i], headers[i + 1]);
  } else if (typeof headers === "object" && headers !== null) {
    for (const [name, value] of Object.entries(headers as OutgoingHttpHeaders)) add(fields, name, value);
  }
  return fields;
}

function add(fields: Fields, name: string, value: OutgoingHttpHeader | undefined): void {
  if (Array.isArray(value)) for (const one of value) fields.push([name, textOf(name, one)]);
  else fields.push([name, textOf(name, value)]);
}

function textOf(name: string, value: OutgoingHttpHeader | undefined): string {
  if (value === undefined) http().validateHeaderValue(name, value as never);
  return String(value);
}

/** @throws Node's own error, not that of TSGI, for a name or value that Node rejects as well */
export function checkFields(fields: Fields): void {
  const { validateHeaderName, validateHeaderValue } = http();
  for (const [name, value] of fields) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}
