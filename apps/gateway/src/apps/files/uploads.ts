/** Takes a form with files apart, into the store. */
import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { FileFault } from "./faults.ts";
import type { FileInfo, FileStore } from "./file-store.ts";
import { cleanName } from "./types.ts";

/** Keeps every file of the form, or, when one of them fails, none. */
export async function keepUploads(request: FastifyRequest, store: FileStore): Promise<FileInfo[]> {
  if (!request.isMultipart()) throw new FileFault(415, "files come as multipart/form-data");
  const kept: FileInfo[] = [];
  try {
    const parts = request.parts();
    for (let part = await next(parts); part; part = await next(parts)) {
      if (part.type === "field") continue;
      if (part.filename)
        kept.push(await store.stage(cleanName(part.filename), part.mimetype, contentOf(part)));
      else part.file.resume(); // what a browser sends when no file was chosen
    }
    if (kept.length === 0) throw new FileFault(400, "the form has no file");
    await store.publish(kept);
    return kept;
  } catch (error) {
    await store.discard(kept);
    throw error;
  }
}

async function next<Part>(parts: AsyncIterator<Part>): Promise<Part | undefined> {
  try {
    const { done, value } = await parts.next();
    return done ? undefined : value;
  } catch (error) {
    throw asFault(error);
  }
}

/** Ends with an error at the limit: the parser by itself would read on, and throw away, as long as the client sends. */
async function* contentOf({ file }: MultipartFile): AsyncGenerator<Uint8Array, void, undefined> {
  const stop = (): unknown => file.destroy(new FileFault(413, "a file is too large"));
  file.once("limit", stop);
  if (file.truncated) stop();
  try {
    yield* file as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw error instanceof FileFault ? error : asFault(error);
  }
}

/** The parser's errors are the client's: it fails on what was sent alone. */
function asFault(error: unknown): FileFault {
  const status = (error as { statusCode?: unknown }).statusCode;
  return status === 413
    ? new FileFault(413, "too many or too large")
    : new FileFault(400, "the form cannot be read");
}
