import { trimBlanks } from "../http/blanks.ts";
import { HttpError } from "../http-error.ts";

/** The head of a part of a multipart form. */
export interface PartHead {
  readonly name: string;
  /** As sent by the client; undefined for a field. */
  readonly filename: string | undefined;
  /** `""` if it has none. */
  readonly type: string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PARAMETER = /;\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"\s*|([^\s;"]+)\s*)?/y;

/**
 * Parses the head of a part (RFC 7578, 4.2) as UTF-8, as browsers send it. `filename*` is not allowed in forms, and is
 * ignored.
 *
 * @throws HttpError 400
 */
export function readPartHead(bytes: Uint8Array): PartHead {
  const fields = new Map<string, string>();
  for (const line of linesOf(bytes)) {
    const colon = line.indexOf(":");
    const key = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!TOKEN.test(key)) throw malformed();
    // Two parsers could read different names from two of one kind.
    if (key === "content-disposition" && fields.has(key)) throw malformed();
    fields.set(key, trimBlanks(line.slice(colon + 1)));
  }
  const parameters = readDisposition(fields.get("content-disposition"));
  const [type = ""] = (fields.get("content-type") ?? "").split(";", 1);
  return {
    name: parameters.get("name") ?? "",
    filename: parameters.get("filename"),
    type: type.trim().toLowerCase(),
  };
}

export function malformed(cause?: unknown): HttpError {
  return new HttpError(400, "The form is malformed.", { cause });
}

function linesOf(bytes: Uint8Array): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed(cause);
  }
  const lines = text.replace(/\r\n[\t ]+/g, " ").split("\r\n");
  if (lines.some((line) => /[\0\r\n]/.test(line))) throw malformed();
  return lines.filter((line) => line !== "");
}

function readDisposition(field: string | undefined): ReadonlyMap<string, string> {
  const [kind] = /^form-data\s*(?=;|$)/i.exec(field ?? "") ?? [];
  if (field === undefined || kind === undefined) throw malformed();
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = kind.length;
  for (let at = kind.length; at < field.length; at = PARAMETER.lastIndex) {
    const parameter = PARAMETER.exec(field);
    if (parameter === null) throw malformed();
    const name = parameter[1]!.toLowerCase();
    if (parameters.has(name)) throw malformed();
    // A lone backslash belongs to a path, as some clients send it.
    parameters.set(name, parameter[2]?.replace(/\\(["\\])/g, "$1") ?? parameter[3] ?? "");
  }
  return parameters;
}
