/** Files in the store, in pieces, so that neither a large file nor a range of it is ever in memory whole. */
import { createHash } from "node:crypto";
import { section, type AppStorage } from "../../storage.ts";
import { orderedId } from "../_ids.ts";
import { FileFault } from "./faults.ts";

/** Bytes of a piece. Well below what a value of Workers KV may have (25 MiB), in base64 too. */
export const PIECE = 262_144;

/** Description of a file. */
export interface FileInfo {
  readonly id: string;
  /** As it is shown; never part of a key or path. */
  readonly name: string;
  /** As the client said. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** With its quotes: SHA-256 of the content. */
  readonly etag: string;
  /** ISO 8601, whole seconds. */
  readonly uploadedAt: string;
}

/** Bytes that a file counts besides its content: without them, empty files would be free. */
const OVERHEAD = 1024;

export class FileStore {
  readonly #infos: AppStorage;
  readonly #pieces: AppStorage;
  readonly #maxTotal: number;
  /** Bytes that are staged now and appear in no list. */
  #staged = 0;
  /** Bytes that were published here since the start: another upload may have listed the files before. */
  #published = 0;

  /** @param maxTotal bytes of all files together, each with 1,024 more; of several processes on one store, each looks for itself */
  constructor(storage: AppStorage, maxTotal: number) {
    this.#infos = section(storage, "files:info");
    this.#pieces = section(storage, "files:pieces");
    this.#maxTotal = maxTotal;
  }

  /**
   * Keeps the content, piece by piece; the file is invisible before {@link publish}. On a failure its pieces are removed.
   * @throws FileFault 507 when the store is full
   */
  async stage(name: string, type: string, content: AsyncIterable<Uint8Array>): Promise<FileInfo> {
    const id = orderedId();
    const hash = createHash("sha256");
    let [size, count] = [0, 0];
    const before = this.#published;
    const kept = (await this.#total()) - before;
    this.#staged += OVERHEAD;
    try {
      this.#check(kept);
      for await (const piece of inPieces(content)) {
        hash.update(piece);
        size += piece.byteLength;
        this.#staged += piece.byteLength;
        this.#check(kept);
        await this.#pieces.setItemRaw(keyOf(id, count++), piece);
      }
    } catch (error) {
      this.#staged -= OVERHEAD + size;
      await this.#removePieces(id, count);
      throw error;
    }
    const uploadedAt = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
    return { id, name, type, size, etag: `"${hash.digest("base64url")}"`, uploadedAt };
  }

  async publish(infos: readonly FileInfo[]): Promise<void> {
    for (const info of infos) {
      await this.#infos.setItem(info.id, { ...info });
      this.#staged -= OVERHEAD + info.size;
      this.#published += OVERHEAD + info.size;
    }
  }

  /** Removes what was staged, and not published. */
  async discard(infos: readonly FileInfo[]): Promise<void> {
    for (const info of infos) {
      const isPublished = (await this.info(info.id)) !== null;
      if (isPublished) await this.#infos.removeItem(info.id);
      else this.#staged -= OVERHEAD + info.size;
      await this.#removeContent(info);
    }
  }

  async info(id: string): Promise<FileInfo | null> {
    return this.#infos.getItem<FileInfo>(id);
  }

  /** All files, newest first. */
  async list(): Promise<FileInfo[]> {
    const ids = (await this.#infos.getKeys()).toSorted().toReversed();
    const items = await this.#infos.getItems<FileInfo>(ids);
    const infos = items.flatMap(({ value }) => value ?? []);
    return infos.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The bytes from `start` to `end`, both included; only the pieces that have them are read. */
  async *read({ id }: FileInfo, start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let i = Math.floor(start / PIECE); i * PIECE <= end; i++) {
      const piece = await this.#pieces.getItemRaw<Uint8Array>(keyOf(id, i));
      // Removed while it is sent: the response must not look complete.
      if (!piece) throw new Error("a piece of the file is gone");
      yield piece.subarray(Math.max(0, start - i * PIECE), Math.min(PIECE, end + 1 - i * PIECE));
    }
  }

  /** Removes the file in the state that `check` lets pass; false when there is none. */
  async remove(id: string, check: (info: FileInfo) => void): Promise<boolean> {
    return this.#infos.exclusively(id, async () => {
      const info = await this.info(id);
      if (!info) return false;
      check(info);
      await this.#infos.removeItem(id);
      await this.#removeContent(info);
      return true;
    });
  }

  async #total(): Promise<number> {
    return (await this.list()).reduce((sum, { size }) => sum + size + OVERHEAD, 0);
  }

  #check(kept: number): void {
    if (kept + this.#published + this.#staged > this.#maxTotal)
      throw new FileFault(507, "there is no room for more files");
  }

  async #removeContent({ id, size }: FileInfo): Promise<void> {
    await this.#removePieces(id, Math.ceil(size / PIECE));
  }

  async #removePieces(id: string, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#pieces.removeItem(keyOf(id, i));
  }
}

function keyOf(id: string, index: number): string {
  return `${id}:${index}`;
}

/** The same bytes in pieces of {@link PIECE}, the last one shorter; each is memory of its own. */
async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(PIECE);
  let filled = 0;
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.byteLength;) {
      const part = chunk.subarray(taken, taken + PIECE - filled);
      piece.set(part, filled);
      taken += part.byteLength;
      filled += part.byteLength;
      if (filled < PIECE) continue;
      yield piece;
      piece = new Uint8Array(PIECE);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.slice(0, filled);
}
