import { Buffer, isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { areFieldsSound, parseTarget, withHost } from "@tsgi/core/server";

/** An HTTP request, read whole, as the event makers take it. */
export interface LocalRequest {
  readonly method: string;
  /** Encoded. */
  readonly path: string;
  readonly query: string;
  /** Pairs of name and value, without those of the connection. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly host: string;
  readonly protocol: string;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly sourcePort: number;
  readonly serverPort: number;
  readonly scheme: "http" | "https";
  readonly id: string;
  /** The stage of the API; `$default` is none. */
  readonly stage: string;
}

/** What a service keeps to itself. */
const OF_THE_CONNECTION = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

let requests = 0;

/** Reads a request to its end. Undefined when it may mean two things, or has no end: its client has left. */
export async function readRequest(
  request: IncomingMessage,
  stage: string,
): Promise<LocalRequest | undefined> {
  const { method = "GET", url = "/", socket } = request;
  const parts = parseTarget(method, url);
  if (parts === undefined || !areFieldsSound(request.rawHeaders)) return undefined;
  const { pathInfo, queryString, authority } = parts;
  const fields = authority === undefined ? request.rawHeaders : withHost(request.rawHeaders, authority);
  const body = await bodyToEnd(request);
  if (body === undefined) return undefined;
  const headers = pairsOf(fields);
  if (body.length > 0 && request.headers["content-length"] === undefined) {
    headers.push(["content-length", String(body.length)]);
  }
  const isSecure = "encrypted" in socket;
  return {
    method,
    path: pathInfo,
    query: queryString,
    headers,
    host: authority ?? request.headers.host ?? "localhost",
    protocol: `HTTP/${request.httpVersion}`,
    body,
    sourceIp: socket.remoteAddress?.replace(/^::ffff:(?=.*\.)/, "") ?? "",
    sourcePort: socket.remotePort ?? 0,
    serverPort: socket.localPort ?? (isSecure ? 443 : 80),
    scheme: isSecure ? "https" : "http",
    id: `local-${++requests}`,
    stage,
  };
}

async function bodyToEnd(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}

/** Text goes as it is, anything else as base64. */
export function bodyOf(request: LocalRequest): { body: string; isBase64Encoded: boolean } {
  const type = headerOf(request, "content-type") ?? "";
  const isText =
    headerOf(request, "content-encoding") === undefined &&
    /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded)\b)/i.test(type) &&
    isUtf8(request.body);
  return {
    body: request.body.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText && request.body.length > 0,
  };
}

export function headerOf({ headers }: LocalRequest, key: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === key)?.[1];
}

/** Names in lower case, each with all its values. */
export function groupsOf({ headers }: LocalRequest): Record<string, string[]> {
  const groups: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of headers) (groups[name.toLowerCase()] ??= []).push(value);
  return groups;
}

/** Of each name its values, joined. */
export function joined(groups: Record<string, string[]>, separator: string): Record<string, string> {
  return mapValues(groups, (values) => values.join(separator));
}

/** Of each name its last value. */
export function last(groups: Record<string, string[]>): Record<string, string> {
  return mapValues(groups, (values) => values.at(-1)!);
}

/** The query's names with all their values, as they stand or decoded. */
export function parametersOf({ query }: LocalRequest, decoded: boolean): Record<string, string[]> {
  const groups: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const part of query.split("&")) {
    if (part === "") continue;
    const mark = part.indexOf("=");
    const name = mark < 0 ? part : part.slice(0, mark);
    const value = mark < 0 ? "" : part.slice(mark + 1);
    const read = (text: string): string => (decoded ? unescape(text.replaceAll("+", " ")) : text);
    (groups[read(name)] ??= []).push(read(value));
  }
  return groups;
}

/** Percent-decodes; what is malformed stays. */
export function unescape(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString());
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!OF_THE_CONNECTION.has(rawHeaders[i]!.toLowerCase()))
      pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  }
  return pairs;
}

function mapValues(
  groups: Record<string, string[]>,
  map: (values: string[]) => string,
): Record<string, string> {
  const mapped: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name in groups) mapped[name] = map(groups[name]!);
  return mapped;
}
