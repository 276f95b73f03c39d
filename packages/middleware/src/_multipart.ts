import { MultipartParseError, parseMultipartStream, type MultipartPart } from "@remix-run/multipart-parser";
import type { Input } from "@tsgi/core";
import { HttpError } from "./http-error.ts";

/** How much of a multipart form is taken. All in bytes, but for `parts`. */
export interface MultipartLimits {
  readonly fieldSize: number;
  readonly fileSize: number;
  readonly parts: number;
  readonly total: number;
}

const HEADERS = 8192;

/** A part of a multipart form. */
export interface Part {
  readonly name: string;
  /** Undefined for a field. */
  readonly filename: string | undefined;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The parts of a body, each when it is complete; the body is read no further than that. */
export async function* parseParts(
  input: Input,
  contentType: string,
  limits: MultipartLimits,
): AsyncGenerator<Part> {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) throw new HttpError(400, "The form has no boundary.");
  const { fieldSize, fileSize, parts, total } = limits;
  try {
    const options = {
      boundary,
      maxHeaderSize: HEADERS,
      maxFileSize: fileSize,
      maxParts: parts,
      maxTotalSize: total,
    };
    for await (const part of parseMultipartStream(input.stream(), options)) {
      const read = readPart(part);
      if (read.filename === undefined && read.bytes.length > fieldSize) {
        throw new HttpError(413, `A field has ${fieldSize} bytes at most.`);
      }
      yield read;
    }
  } catch (error) {
    if (!(error instanceof MultipartParseError)) throw error;
    // The subclasses are the limits.
    const isLimit = error.constructor !== MultipartParseError;
    throw new HttpError(isLimit ? 413 : 400, isLimit ? "The form is too large." : "The form is malformed.", {
      cause: error,
    });
  }
}

function readPart(part: MultipartPart): Part {
  try {
    const { name = "", filename, mediaType: type = "", bytes } = part;
    return { name, filename, type, bytes };
  } catch (cause) {
    throw new HttpError(400, "The form is malformed.", { cause }); // a head that is no UTF-8
  }
}

/** RFC 2046, 5.1.1. */
function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] =
    /;\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'+./:=?-]{1,70}))\s*(?:;|$)/i.exec(contentType) ?? [];
  return quoted ?? plain;
}
