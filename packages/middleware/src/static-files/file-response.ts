import type { Body, Environ, HeaderList, StartResponse } from "@tsgi/core";
import { encoder } from "../response/body.ts";
import { isConditional, statusOf } from "../http/conditions.ts";
import { readFile, type FileSystem } from "./file-system.ts";
import type { ByteRange } from "../http/ranges.ts";
import { lengthOf, rangeText, requestedRanges } from "../http/requested-ranges.ts";

/** A file to send. */
export interface StaticFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly type: string;
  /** Headers in addition to those that follow from the above. */
  readonly headers: HeaderList;
}

/** Responds to GET or HEAD with a file: whole, one range, several ranges, or 304. */
export function sendFile(
  environ: Environ,
  startResponse: StartResponse,
  files: FileSystem,
  file: StaticFile,
): Body {
  const tag = `"${file.size.toString(36)}-${Math.floor(file.modified).toString(36)}"`;
  const date = new Date(Math.floor(file.modified / 1000) * 1000).toUTCString();
  const common: HeaderList = [["etag", tag], ["last-modified", date], ...file.headers];
  const status = isConditional(environ) ? statusOf(environ, common) : 200;
  if (status !== 200) {
    startResponse(status, common);
    return null;
  }
  const whole: HeaderList = [["content-type", file.type], ["accept-ranges", "bytes"], ...common];
  const ranges = requestedRanges(environ, file.size, tag, date);
  if (ranges === undefined) {
    startResponse(200, [...whole, ["content-length", String(file.size)]]);
    return bodyOf(environ, files, file, { first: 0, last: file.size - 1 });
  }
  if (ranges.length === 0) {
    startResponse(416, [["content-range", `bytes */${file.size}`], ...common]);
    return null;
  }
  if (ranges.length > 1) return sendParts(startResponse, files, file, ranges, common);
  const [range] = ranges as [ByteRange];
  startResponse(206, [
    ...whole,
    ["content-range", rangeText(range, file.size)],
    ["content-length", String(lengthOf(range))],
  ]);
  return bodyOf(environ, files, file, range);
}

function bodyOf(environ: Environ, files: FileSystem, file: StaticFile, range: ByteRange): Body {
  const length = lengthOf(range);
  if (environ.method === "HEAD" || length === 0) return null;
  return (
    environ.fileBody?.(file.path, { start: range.first, length }) ??
    readFile(files, file.path, range.first, length)
  );
}

/** Sends multipart/byteranges (RFC 9110, 14.6). */
function sendParts(
  startResponse: StartResponse,
  files: FileSystem,
  file: StaticFile,
  ranges: readonly ByteRange[],
  common: HeaderList,
): Body {
  const boundary = `tsgi-${crypto.randomUUID()}`;
  const heads = ranges.map((range) =>
    encoder.encode(
      `\r\n--${boundary}\r\ncontent-type: ${file.type}\r\ncontent-range: ${rangeText(range, file.size)}\r\n\r\n`,
    ),
  );
  const end = encoder.encode(`\r\n--${boundary}--\r\n`);
  const size = ranges.reduce((sum, range, i) => sum + heads[i]!.length + lengthOf(range), end.length);
  startResponse(206, [
    ["content-type", `multipart/byteranges; boundary=${boundary}`],
    ["accept-ranges", "bytes"],
    ["content-length", String(size)],
    ...common,
  ]);
  return (async function* () {
    for (const [i, range] of ranges.entries()) {
      yield heads[i]!;
      yield* readFile(files, file.path, range.first, lengthOf(range));
    }
    yield end;
  })();
}
