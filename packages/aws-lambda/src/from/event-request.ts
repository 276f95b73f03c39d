import type { Environ } from "@tsgi/core";
import { findField } from "../to/field.ts";
import { decodeText, encodeBase64 } from "./base64.ts";
import { isOfConnection } from "./connection-fields.ts";

/** A request that was read whole, from which an event is made. */
export interface EventRequest {
  readonly environ: Environ;
  /** Path as the client sent it, encoded: scriptName and pathInfo. */
  readonly path: string;
  /** The stage of the API, from the scriptName; `$default` if it is empty. */
  readonly stage: string;
  /** Flat list: name, value, name, value. Without the fields of the connection. */
  readonly fields: readonly string[];
  readonly body: Uint8Array;
  /** Unique. */
  readonly id: string;
}

/** @param body all of it */
export function eventRequest(environ: Environ, body: Uint8Array, id: string): EventRequest {
  const { scriptName, pathInfo, headers } = environ;
  const fields: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!isOfConnection(headers[i]!)) fields.push(headers[i]!, headers[i + 1]!);
  }
  // A service knows the length of the body that it has read; for a body in chunks the client did not send one.
  if (body.length > 0 && findField(fields, "content-length") === undefined) {
    fields.push("content-length", String(body.length));
  }
  return {
    environ,
    path: scriptName + pathInfo,
    stage: scriptName === "" ? "$default" : scriptName.slice(1),
    fields,
    body,
    id,
  };
}

/** Content types that the services pass on as text, unless compressed; all others are passed as base64. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml)(?:$|[\s;]))/i;

/** Returns the body as load balancers, VPC Lattice and payload format 2.0 encode it. Invalid UTF-8 is never sent as text. */
export function bodyOf({ fields, body }: EventRequest): { body: string; isBase64Encoded: boolean } {
  const isText =
    findField(fields, "content-encoding") === undefined && TEXT.test(findField(fields, "content-type") ?? "");
  return isText ? textOrBytes(body) : bytesAsText(body);
}

/** Returns the body as a REST API without binary media types encodes it: as text if it is valid UTF-8. */
export function textOrBytes(body: Uint8Array): { body: string; isBase64Encoded: boolean } {
  const text = decodeText(body);
  return text === undefined ? bytesAsText(body) : { body: text, isBase64Encoded: false };
}

function bytesAsText(body: Uint8Array): { body: string; isBase64Encoded: boolean } {
  return { body: encodeBase64(body), isBase64Encoded: body.length > 0 };
}

/** Values by name, in the order of the names in the request. */
export type Groups = Map<string, string[]>;

/** Groups the header fields by name, in lower case or as sent. */
export function groupsOf({ fields }: EventRequest, asSent = false): Groups {
  const groups: Groups = new Map();
  for (let i = 0; i < fields.length; i += 2) {
    add(groups, asSent ? fields[i]! : fields[i]!.toLowerCase(), fields[i + 1]!);
  }
  return groups;
}

/** Groups the query's values by name, encoded or decoded. */
export function parametersOf({ environ }: EventRequest, decoded: boolean): Groups {
  const groups: Groups = new Map();
  for (const part of environ.queryString.split("&")) {
    if (part === "") continue;
    const mark = part.indexOf("=");
    const name = mark < 0 ? part : part.slice(0, mark);
    const value = mark < 0 ? "" : part.slice(mark + 1);
    if (decoded) add(groups, unescape(name.replaceAll("+", " ")), unescape(value.replaceAll("+", " ")));
    else add(groups, name, value);
  }
  return groups;
}

export function add(groups: Groups, name: string, value: string): void {
  const values = groups.get(name);
  if (values === undefined) groups.set(name, [value]);
  else values.push(value);
}

/** Joins the values of each name. */
export function joined(groups: Groups, separator: string): Record<string, string> {
  return mapped(groups, (values) => values.join(separator));
}

/** Keeps the last value of each name. */
export function last(groups: Groups): Record<string, string> {
  return mapped(groups, (values) => values.at(-1)!);
}

/** Keeps all values of each name. */
export function listed(groups: Groups): Record<string, string[]> {
  return mapped(groups, (values) => values);
}

/** Makes an object as JSON.parse does: `__proto__` from a client is a name like any other. */
function mapped<Value>(groups: Groups, map: (values: string[]) => Value): Record<string, Value> {
  return Object.fromEntries(Array.from(groups, ([name, values]) => [name, map(values)]));
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Percent-decodes; malformed sequences are kept, and invalid UTF-8 becomes U+FFFD. */
export function unescape(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = new Uint8Array(run.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(run.slice(3 * i + 1, 3 * i + 3), 16);
    return lenient.decode(bytes);
  });
}
