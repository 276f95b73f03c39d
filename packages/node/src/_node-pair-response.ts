/* oxlint-disable no-underscore-dangle -- these are the names by which Node's own class finds its way out */
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Chunk } from "@tsgi/core";
import { http } from "./_http.ts";
import type { Callback, Fields } from "./_node-pair-parts.ts";
import type { PairKind, PairRequest } from "./_node-pair-request.ts";
import type { PairSocket } from "./_node-pair-socket.ts";

/** Where what a response sends goes to. */
export interface PairOutlet {
  /** The head is decided; nothing that is set later counts. */
  head(status: number, fields: Fields): void;
  /** Takes a chunk, "" for none; false when no more is wanted until the response drains. */
  write(chunk: Chunk, callback: Callback | undefined): boolean;
  /** Nothing follows. */
  end(): void;
  earlyHints(fields: Fields): void;
}

type Hints = Readonly<Record<string, string | string[]>>;

/** Leads from a response to its outlet; an own property, which stays when a framework changes the prototype. */
const outlet: unique symbol = Symbol("tsgi/node: outlet");

/**
 * The way out of Node's OutgoingMessage. Node, Bun, Deno and workerd all have it, and it is what others rely on who run
 * Node's handlers elsewhere; everything above it, all that a handler can see, is the class's own.
 */
interface Internals {
  readonly [key: symbol]: unknown;
  [outlet]: PairOutlet;
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
export type PairResponse = Omit<ServerResponse, "socket" | "destroyed"> &
  Internals & { socket: PairSocket | null; destroyed: boolean };

/** Makes a response of Node's own class whose way out is the outlet. */
export function pairResponse(
  request: PairRequest,
  socket: PairSocket,
  kind: PairKind | undefined,
  to: PairOutlet,
): PairResponse {
  const { ServerResponse } = http();
  const response = Reflect.construct(
    ServerResponse,
    [request],
    kind?.Response ?? ServerResponse,
  ) as PairResponse;
  response[outlet] = to;
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

/** What was taken is gone: a writer that waits goes on. Not every runtime's class knows that one waits. */
export function drainResponse(response: PairResponse): void {
  if (response.writableNeedDrain) response._flush();
  else response.emit("drain");
}

/** The head was not taken, and another one may have a body: Node has decided by the first that there is none. */
export function reopenHead(response: PairResponse, method: string): void {
  response._hasBody = method !== "HEAD";
}

/** True while a stream writes to it: an exception of a write would go through that stream to nobody. */
export function isPipedTo(response: PairResponse): boolean {
  return response.listenerCount("unpipe") > 0;
}

/** The end, good or bad, as Node tells it. */
export function closeResponse(response: PairResponse): void {
  if (response._closed) return;
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}

/** The trailer fields that were added, once the body has ended. */
export function trailersOf({ _trailer }: PairResponse): Fields {
  const lines = (_trailer ?? "").split("\r\n").filter((line) => line !== "");
  return lines.map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
}

function storeHeader(this: PairResponse, firstLine: string, headers: unknown): void {
  const fields = fieldsOf(this, headers);
  this[outlet].head(this.statusCode, fields);
  this._header = firstLine; // what makes `headersSent` true
}

function send(
  this: PairResponse,
  data: string | Uint8Array,
  encoding?: BufferEncoding | Callback | null,
  callback?: Callback,
): boolean {
  if (typeof encoding === "function") return this[outlet].write(data, encoding);
  const isText = typeof data !== "string" || !encoding || encoding === "utf8" || encoding === "utf-8";
  const chunk = isText || data === "" ? data : Buffer.from(data, encoding);
  return this[outlet].write(chunk, callback);
}

/** Interim responses come this way: 100 Continue is sent when the body is read, 102 has no meaning to anybody. */
function writeRaw(this: PairResponse, _data: unknown, encoding?: unknown, callback?: unknown): boolean {
  const done = typeof encoding === "function" ? encoding : callback;
  if (typeof done === "function") process.nextTick(done as () => void);
  return true;
}

function finish(this: PairResponse): void {
  this.emit("prefinish");
  this[outlet].end();
}

function flushOutput(this: PairResponse): boolean {
  return true;
}

function writeEarlyHints(this: PairResponse, hints: Hints, callback?: () => void): void {
  // As in Node, which sends none without a link.
  if (hints["link"] === undefined || hints["link"] === null) return;
  const fields: Fields = [];
  for (const [name, value] of Object.entries(hints)) add(fields, name, value);
  this[outlet].earlyHints(fields);
  if (callback) process.nextTick(callback);
}

/**
 * Under which Node keeps what was set, `{ name: [Name, value] }`; one that no response has where it is called otherwise. It
 * saves the way by two public methods, each of which looks every name up again.
 */
let outHeaders: symbol | undefined;

function findOutHeaders(response: PairResponse): symbol {
  const symbols = Object.getOwnPropertySymbols(response);
  return symbols.find(({ description }) => description === "kOutHeaders") ?? Symbol("none");
}

/** What was set before and what writeHead was given; Node has put both together where there is something of both. */
function fieldsOf(response: PairResponse, headers: unknown): Fields {
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

/** @throws what Node throws for a name or value that it does not take either, in place of what TSGI says of it */
export function checkFields(fields: Fields): void {
  const { validateHeaderName, validateHeaderValue } = http();
  for (const [name, value] of fields) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}
