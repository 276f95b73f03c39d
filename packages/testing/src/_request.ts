import { TsgiError, type Chunk, type HeaderList } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { isBytes, show, type Check, type Checks } from "@tsgi/core/server";

/** Headers of a request: an object, or pairs if a name repeats. */
export type RequestHeaders = Readonly<Record<string, string>> | HeaderList;

/** A request body: whole, or streamed as the application reads it. */
export type RequestBody =
  | Chunk
  | URLSearchParams
  | FormData
  | AsyncIterable<Chunk>
  | ReadableStream<Uint8Array>;

/** Pass at most one of them. Each sets the Content-Type unless the headers have one; bytes and streams do not. */
export interface BodyOptions {
  readonly body?: RequestBody;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
}

/** A body is checked when it is encoded. */
const anything: Check = { is: () => true, must: "anything" };

export const bodyChecks: Checks<BodyOptions> = { body: anything, json: anything, form: anything };

const BODIES = ["body", "json", "form"] as const;

export const headersCheck: Check = {
  is: (value) => typeof value === "object" && value !== null,
  must: "an object, or an array of pairs",
};

/** A request as sent over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly target: string;
  /** Flat list, without Host. */
  readonly fields: string[];
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
}

/** @param headers a later list replaces fields of the same name in earlier ones */
export async function wireRequest(
  method: string,
  target: string,
  headers: readonly RequestHeaders[],
  cookie: string,
  options: BodyOptions,
): Promise<WireRequest> {
  if (!/^[/*]/.test(target))
    throw new TsgiError(TSGI_OPTION_INVALID, `the target is ${show(target)}, not a path`);
  const fields = merged(headers);
  const { body, type } = await encoded(options);
  const add = (name: string, value: string): void => {
    if (!has(fields, name)) fields.push(name, value);
  };
  if (type !== undefined) add("content-type", type);
  if (isBytes(body)) add("content-length", String(body.length));
  else if (body !== null && !has(fields, "content-length")) add("transfer-encoding", "chunked");
  else if (body === null && EXPECTS_BODY.has(method)) add("content-length", "0");
  if (cookie !== "") add("cookie", cookie);
  return { method, target, fields, body };
}

/** Methods that declare a length even without a body (RFC 9110, 8.6); fetch does so for these two. */
const EXPECTS_BODY = new Set(["POST", "PUT"]);

interface Encoded {
  readonly body: WireRequest["body"];
  readonly type: string | undefined;
}

async function encoded(options: BodyOptions): Promise<Encoded> {
  const given = BODIES.filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new TsgiError(TSGI_OPTION_INVALID, `${given.join(" and ")} together`);
  const { json, form } = options;
  if (json !== undefined)
    return { ...(await platformEncoded(JSON.stringify(json))), type: "application/json" };
  const body = form === undefined ? options.body : new URLSearchParams(form);
  if (body === undefined) return { body: null, type: undefined };
  if (typeof body === "string" || body instanceof URLSearchParams || body instanceof FormData) {
    return platformEncoded(body);
  }
  return { body: isBytes(body) ? body : bytesOf(body as AsyncIterable<Chunk>), type: undefined };
}

/** The platform encodes these and knows their type. */
async function platformEncoded(content: string | URLSearchParams | FormData): Promise<Encoded> {
  const response = new Response(content);
  return {
    body: new Uint8Array(await response.arrayBuffer()),
    type: response.headers.get("content-type") ?? undefined,
  };
}

async function* bytesOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) yield typeof chunk === "string" ? encoder.encode(chunk) : chunk;
}

function merged(lists: readonly RequestHeaders[]): string[] {
  let fields: string[] = [];
  for (const list of lists) {
    const added = (isList(list) ? list : Object.entries(list)).flat();
    fields = fields.filter((_, i) => !has(added, fields[i - (i % 2)]!));
    fields.push(...added);
  }
  return fields;
}

function isList(headers: RequestHeaders): headers is HeaderList {
  return Array.isArray(headers);
}

/** Returns true if a flat list has a field of this name. */
export function has(fields: readonly string[], name: string): boolean {
  const key = name.toLowerCase();
  return fields.some((text, i) => i % 2 === 0 && text.toLowerCase() === key);
}
