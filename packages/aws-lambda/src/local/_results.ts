import { Buffer } from "node:buffer";
import type { EventName } from "../events/_kind.ts";
import { isShape, shapeOf } from "../events/_read.ts";

/** A response, as it goes to the client. */
export interface LocalAnswer {
  readonly status: number;
  /** Flat list: name, value, name, value. */
  readonly fields: string[];
  readonly body: Buffer;
}

/** Reads a handler's result as the service of this event kind does: fields of other kinds' results have no meaning. */
export function readResult(event: EventName, result: unknown): LocalAnswer {
  if (event === "edge") return readEdge(result);
  const isFormat2 = event === "v2" || event === "url";
  // Without a status the whole result is the body (payload format 2.0).
  if (isFormat2 && (!isShape(result) || result["statusCode"] === undefined)) return readBare(result);
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } = shapeOf(result);
  const fields: string[] = [];
  if (event !== "alb-multi") push(fields, headers);
  if (event === "v1" || event === "alb-multi") push(fields, multiValueHeaders);
  if (isFormat2) push(fields, { "set-cookie": cookies });
  return { status: statusOf(statusCode), fields, body: bytesOf(body, isBase64Encoded === true) };
}

/** Reads the metadata that a streamed response begins with. */
export function readPrelude(prelude: unknown): Omit<LocalAnswer, "body"> {
  const { statusCode = 200, headers, multiValueHeaders, cookies } = shapeOf(prelude);
  const fields: string[] = [];
  push(fields, headers);
  push(fields, multiValueHeaders);
  push(fields, { "set-cookie": cookies });
  return { status: statusOf(statusCode), fields };
}

function readBare(result: unknown): LocalAnswer {
  const text = typeof result === "string" ? result : JSON.stringify(result ?? null);
  return { status: 200, fields: ["content-type", "application/json"], body: Buffer.from(text) };
}

function readEdge(result: unknown): LocalAnswer {
  const { status, headers, body, bodyEncoding } = shapeOf(result);
  const fields: string[] = [];
  for (const [name, entries] of Object.entries(shapeOf(headers))) {
    if (!Array.isArray(entries)) continue;
    for (const { key, value } of entries.map(shapeOf)) fields.push(String(key ?? name), String(value));
  }
  return { status: statusOf(Number(status)), fields, body: bytesOf(body, bodyEncoding === "base64") };
}

function push(fields: string[], headers: unknown): void {
  for (const [name, value] of Object.entries(shapeOf(headers))) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of values) if (each !== undefined && each !== null) fields.push(name, String(each));
  }
}

/** A service answers 502 to a result that it cannot read. */
function statusOf(status: unknown): number {
  return Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599
    ? (status as number)
    : 502;
}

function bytesOf(body: unknown, isBase64: boolean): Buffer {
  return Buffer.from(typeof body === "string" ? body : "", isBase64 ? "base64" : "utf8");
}
