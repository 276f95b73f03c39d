/** The request's body, taken apart as Werkzeug does it. */
import { parseMultipart, type MultipartPart } from "@remix-run/multipart-parser";
import type { Environ } from "@tsgi/core";
import { jsonSafe, utf8OrReplaced } from "./python-text.ts";

/** Names and their values, in the order of their first appearance. */
export type Pairs = Map<string, string[]>;

export interface Form {
  /** Fields of a form; empty when the body is none. */
  readonly fields: Pairs;
  /** First file of each name, fit for JSON. */
  readonly files: ReadonlyMap<string, string>;
  /** The body, unchanged; empty if it is a form. */
  readonly data: Uint8Array;
}

/** Parses `name=value&name=value`. */
export function parsePairs(text: string): Pairs {
  const pairs: Pairs = new Map();
  // The leading & keeps URLSearchParams from taking a question mark away.
  for (const [name, value] of new URLSearchParams(`&${text}`)) add(pairs, name, value);
  return pairs;
}

/** Reads the body, up to 10 MiB. @throws TSGI_INPUT_TOO_LARGE above, which the host answers with 413 */
export async function readForm(environ: Environ): Promise<Form> {
  const bytes = await environ.input.bytes({ limit: LIMIT });
  const [type, ...parameters] = (environ.contentType ?? "").split(";");
  switch (type!.trim().toLowerCase()) {
    case "application/x-www-form-urlencoded":
    case "application/x-url-encoded":
      return { fields: parsePairs(utf8OrReplaced(bytes)), files: new Map(), data: NOTHING };
    case "multipart/form-data":
      return readMultipart(bytes, boundaryOf(parameters.join(";")));
    default:
      return { fields: new Map(), files: new Map(), data: bytes };
  }
}

const LIMIT = 10_485_760;
const NOTHING = new Uint8Array(0);

function boundaryOf(parameters: string): string | undefined {
  const found = /(?:^|;)\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(parameters);
  return found?.[1] ?? found?.[2];
}

function readMultipart(bytes: Uint8Array, boundary: string | undefined): Form {
  const fields: Pairs = new Map();
  const files = new Map<string, string>();
  try {
    for (const part of parseMultipart(bytes, { boundary: boundary ?? "", maxFileSize: LIMIT })) {
      if (part.filename === undefined) add(fields, nameOf(part), utf8OrReplaced(part.bytes));
      else if (!files.has(nameOf(part))) files.set(nameOf(part), fileOf(part));
    }
  } catch {
    // Werkzeug is silent about a malformed form, and takes nothing of it.
    return { fields: new Map(), files: new Map(), data: NOTHING };
  }
  return { fields, files, data: NOTHING };
}

function nameOf(part: MultipartPart): string {
  return part.name ?? "null";
}

function fileOf(part: MultipartPart): string {
  return jsonSafe(part.bytes, part.headers["content-type"] ?? undefined);
}

function add(pairs: Pairs, name: string, value: string): void {
  const values = pairs.get(name);
  if (values) values.push(value);
  else pairs.set(name, [value]);
}
