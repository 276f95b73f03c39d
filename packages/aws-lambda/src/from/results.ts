import { TsgiError, type Chunk } from "@tsgi/core";
import { TSGI_LAMBDA_RESULT } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import type { EventName } from "../events/kind.ts";
import { isShape, shapeOf } from "../events/read.ts";
import { decodeBase64 } from "./base64.ts";
import { isOfConnection } from "./connection-fields.ts";

/** The head of a function's response. */
export interface FunctionHead {
  readonly status: number;
  readonly headers: [name: string, value: string][];
}
export interface FunctionResponse extends FunctionHead {
  readonly body: Chunk | null;
}

/**
 * Reads a handler's result as the service of this event kind does: members from results of other kinds have no meaning.
 *
 * @throws TSGI_LAMBDA_RESULT if the service responds with 502
 */
export function readResult(event: EventName, result: unknown): FunctionResponse {
  if (event === "edge") return readEdge(result);
  const isFormat2 = event === "v2" || event === "url";
  // Without a status the whole result is the body (payload format 2.0).
  if (isFormat2 && (!isShape(result) || result["statusCode"] === undefined)) return readBare(result);
  if (!isShape(result)) throw malformed(`it is ${show(result)}`);
  const headers: FunctionHead["headers"] = [];
  if (event === "v1") pushMerged(headers, result);
  else if (event === "alb-multi") push(headers, result["multiValueHeaders"]);
  else push(headers, result["headers"]);
  if (isFormat2) push(headers, { "set-cookie": result["cookies"] });
  return {
    status: statusOf(result["statusCode"]),
    headers,
    body: bodyOf(result["body"], result["isBase64Encoded"]),
  };
}

/**
 * Reads the metadata at the beginning of a streamed response.
 *
 * @throws TSGI_LAMBDA_RESULT
 */
export function readPrelude(json: string): FunctionHead {
  const prelude = parse(json);
  if (!isShape(prelude)) throw malformed(`its metadata is ${show(prelude)}`);
  const headers: FunctionHead["headers"] = [];
  pushMerged(headers, prelude);
  push(headers, { "set-cookie": prelude["cookies"] });
  return { status: statusOf(prelude["statusCode"] ?? 200), headers };
}

/** Parses the JSON that a function has written to its stream as its whole result. */
export function parse(json: string): unknown {
  if (json === "") return undefined;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw malformed("it wrote invalid JSON", cause);
  }
}

export function malformed(seen: string, cause?: unknown): TsgiError {
  return new TsgiError(TSGI_LAMBDA_RESULT, seen, cause);
}

function readBare(result: unknown): FunctionResponse {
  let body: string | undefined;
  try {
    body = typeof result === "string" ? result : JSON.stringify(result ?? null);
  } catch (cause) {
    throw malformed("it cannot be serialised as JSON", cause);
  }
  return { status: 200, headers: [["content-type", "application/json"]], body: body ?? "null" };
}

function readEdge(result: unknown): FunctionResponse {
  const { status, headers, body, bodyEncoding } = shapeOf(result);
  if (status === undefined)
    throw malformed("it is a request, not a response, and there is no origin to send one to");
  const list: FunctionHead["headers"] = [];
  for (const [name, entries] of Object.entries(shapeOf(headers))) {
    if (!Array.isArray(entries)) throw malformed(`the header ${show(name)} is not a list`);
    for (const { key, value } of entries.map(shapeOf)) {
      const field = typeof key === "string" ? key : name;
      // CloudFront sets it itself.
      if (field.toLowerCase() !== "content-length") pushOne(list, field, value);
    }
  }
  return { status: statusOf(status), headers: list, body: bodyOf(body, bodyEncoding === "base64") };
}

/** Merges the two maps as a REST API does: it sends a name and value that are in both once. */
function pushMerged(
  list: FunctionHead["headers"],
  { headers, multiValueHeaders }: Record<string, unknown>,
): void {
  const multi: FunctionHead["headers"] = [];
  push(multi, multiValueHeaders);
  const single: FunctionHead["headers"] = [];
  push(single, headers);
  const isIn = ([name, value]: readonly [string, string]): boolean =>
    multi.some(([other, same]) => same === value && other.toLowerCase() === name.toLowerCase());
  list.push(...single.filter((field) => !isIn(field)), ...multi);
}

function push(list: FunctionHead["headers"], headers: unknown): void {
  if (headers === undefined || headers === null) return;
  if (!isShape(headers)) throw malformed(`its headers are ${show(headers)}`);
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value)) for (const each of value as unknown[]) pushOne(list, name, each);
    else pushOne(list, name, value);
  }
}

function pushOne(list: FunctionHead["headers"], name: string, value: unknown): void {
  if (value === undefined || value === null || isOfConnection(name)) return;
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol") {
    throw malformed(`the header ${show(name)} is ${show(value)}`);
  }
  list.push([name, String(value as string | number | boolean | bigint)]);
}

function statusOf(status: unknown): number {
  // The services accept a string of digits as a number.
  const number = typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status;
  if (Number.isInteger(number) && (number as number) >= 200 && (number as number) <= 599)
    return number as number;
  throw malformed(`its status is ${show(status)}`);
}

function bodyOf(body: unknown, isBase64: unknown): Chunk | null {
  if (body === undefined || body === null) return null;
  if (typeof body !== "string") throw malformed(`its body is ${show(body)}`);
  if (isBase64 !== true) return body;
  const bytes = decodeBase64(body);
  if (bytes === undefined) throw malformed("its body is invalid base64");
  return bytes;
}
