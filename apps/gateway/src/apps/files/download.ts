/** Sends a file: whole, in part, or not at all. */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { rangeHolds, weighConditions, type ReadHeader, type Validators } from "../_preconditions.ts";
import { FileFault } from "./faults.ts";
import type { FileInfo, FileStore } from "./file-store.ts";
import { multipart, readRanges, type ByteRange } from "./ranges.ts";
import { describe } from "./types.ts";

/** Answers GET and HEAD. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  store: FileStore,
  info: FileInfo,
): FastifyReply {
  const [header, validators] = [readerOf(request), validatorsOf(info)];
  const verdict = weighConditions(request.method, header, validators);
  if (verdict === "failed") throw stale();
  reply.headers({
    etag: info.etag,
    "last-modified": validators.lastModified!.toUTCString(),
    "cache-control": "private, no-cache",
  });
  if (verdict === "not-modified") return reply.code(304).send();

  const described = describe(info.name, info.type);
  reply.headers({
    ...described,
    "accept-ranges": "bytes",
    // A file that is shown after all runs nothing, loads nothing, and has no origin.
    "content-security-policy": "default-src 'none'; sandbox",
  });
  // Range means something for GET alone (RFC 9110, section 14.2).
  const asked = request.method === "GET" && rangeHolds(header, validators) ? header("range") : undefined;
  const ranges = readRanges(asked, info.size);
  if (ranges === "unsatisfiable") {
    throw new FileFault(416, "the file has no such range", { "content-range": `bytes */${info.size}` });
  }
  if (request.method === "HEAD") return reply.header("content-length", info.size).send();
  if (info.size === 0) return reply.header("content-length", 0).send("");

  const read = ({ start, end }: ByteRange) => store.read(info, start, end);
  const [first, ...others] = ranges;
  if (!first) {
    return reply
      .header("content-length", info.size)
      .send(Readable.from(read({ start: 0, end: info.size - 1 })));
  }
  reply.code(206);
  if (others.length === 0) {
    const { start, end } = first;
    reply.headers({
      "content-range": `bytes ${start}-${end}/${info.size}`,
      "content-length": end - start + 1,
    });
    return reply.send(Readable.from(read(first)));
  }
  const { type, length, body } = multipart(ranges, info.size, described["content-type"], read);
  return reply.headers({ "content-type": type, "content-length": length }).send(Readable.from(body));
}

/** Lets a change through if the file is in the state that the request names, if it names one. */
export function checkChange(request: FastifyRequest, info: FileInfo): void {
  if (weighConditions(request.method, readerOf(request), validatorsOf(info)) !== "proceed") throw stale();
}

function stale(): FileFault {
  return new FileFault(412, "the file is not in the state that the request names");
}

function readerOf({ headers }: FastifyRequest): ReadHeader {
  return (name) => headers[name]?.toString();
}

function validatorsOf({ etag, uploadedAt }: FileInfo): Validators {
  return { etag, lastModified: new Date(uploadedAt) };
}
