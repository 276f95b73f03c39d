import { concat } from "@tsgi/core/server";
import { encoder } from "../response/body.ts";
import { ByteWindow } from "./byte-window.ts";
import { malformed, readPartHead, type PartHead } from "./part-head.ts";
import { HttpError } from "../http-error.ts";

/** Limits of a multipart form. */
export interface MultipartLimits {
  readonly fields: number;
  readonly files: number;
  readonly parts: number;
  /** In bytes, like the following ones. */
  readonly headerSize: number;
  readonly fieldSize: number;
  readonly fileSize: number;
  readonly total: number;
}

const LINE_END = encoder.encode("\r\n");
const HEAD_END = encoder.encode("\r\n\r\n");
const DASH = 45;
const CR = 13;
const LF = 10;

/**
 * Parses a multipart form as it is read: it holds at most one chunk of the input and the beginning of a delimiter. It reads
 * nothing before the caller asks.
 */
export class MultipartReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #limits: MultipartLimits;
  readonly #mark: Uint8Array;
  /** Bytes that were read and not returned yet. It begins as after a line break: the first boundary may come at once. */
  readonly #held = new ByteWindow(LINE_END);
  #total = 0;
  #counts = { parts: 0, fields: 0, files: 0 };
  /** True inside the content of a part; the first "part" is the preamble, which is ignored. */
  #isInside = true;
  #size = 0;
  #most = Infinity;
  #isClosed = false;

  /** @param boundary RFC 2046, 5.1.1 */
  constructor(input: AsyncIterable<Uint8Array>, boundary: string, limits: MultipartLimits) {
    this.#chunks = input[Symbol.asyncIterator]();
    this.#limits = limits;
    this.#mark = encoder.encode(`\r\n--${boundary}`);
  }

  /** Returns the head of the next part, and skips the rest of the one before. Undefined at the end. */
  async nextPart(): Promise<PartHead | undefined> {
    while ((await this.nextChunk()) !== undefined);
    if (await this.#isLast()) return undefined;
    const head = readPartHead(await this.#readHead());
    const isFile = head.filename !== undefined;
    this.#isInside = true;
    this.#size = 0;
    this.#most = isFile ? this.#limits.fileSize : this.#limits.fieldSize;
    this.#count("parts");
    this.#count(isFile ? "files" : "fields");
    return head;
  }

  /** Returns the next bytes of the part's content; undefined at its end. */
  async nextChunk(): Promise<Uint8Array | undefined> {
    while (this.#isInside) {
      const { bytes } = this.#held;
      const at = indexOf(bytes, this.#mark, 0);
      const size = at >= 0 ? at : this.#sizeBeforeMark(bytes);
      const chunk = this.#held.take(size);
      if (at >= 0) {
        this.#isInside = false;
        this.#held.take(this.#mark.length);
      }
      if (size > 0) {
        this.#size += size;
        if (this.#size > this.#most) throw tooMuch(`A part may have at most ${this.#most} bytes.`);
        return chunk;
      }
      if (this.#isInside) await this.#fill();
    }
    return undefined;
  }

  /** Returns the rest of the part's content. */
  async rest(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for (let chunk = await this.nextChunk(); chunk !== undefined; chunk = await this.nextChunk()) {
      parts.push(chunk);
      size += chunk.length;
    }
    return concat(parts, size);
  }

  /** Stops reading, and closes the input once. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#chunks.return?.();
  }

  /** Reads what follows a boundary: a line break, or the mark of the last one. */
  async #isLast(): Promise<boolean> {
    while (this.#held.length < 2) await this.#fill();
    if (this.#held.at(0) === DASH && this.#held.at(1) === DASH) {
      await this.#skip();
      return true;
    }
    for (let padding = 0; this.#held.at(0) === 32 || this.#held.at(0) === 9; padding++) {
      if (padding === this.#limits.headerSize) throw tooMuch("The head of a part is too large.");
      this.#held.take(1);
      while (this.#held.length === 0) await this.#fill();
    }
    while (this.#held.length < 2) await this.#fill();
    if (this.#held.at(0) !== CR || this.#held.at(1) !== LF) throw malformed();
    return false;
  }

  /** Reads the headers, up to the empty line. */
  async #readHead(): Promise<Uint8Array> {
    let from = 0;
    for (;;) {
      const at = indexOf(this.#held.bytes, HEAD_END, from);
      if ((at < 0 ? this.#held.length : at) > this.#limits.headerSize) {
        throw tooMuch("The head of a part is too large.");
      }
      if (at >= 0) {
        const head = this.#held.take(at);
        this.#held.take(HEAD_END.length);
        return head.subarray(LINE_END.length);
      }
      from = Math.max(0, this.#held.length - HEAD_END.length + 1);
      await this.#fill();
    }
  }

  /** Reads past the epilogue, which is ignored: a client whose body was read can send its next request. */
  async #skip(): Promise<void> {
    do this.#held.clear();
    while (await this.#read());
  }

  /** Returns where a delimiter may begin that continues in the next chunk; the length if there is none. */
  #sizeBeforeMark(bytes: Uint8Array): number {
    const at = bytes.indexOf(CR, Math.max(0, bytes.length - this.#mark.length + 1));
    return at < 0 ? bytes.length : at;
  }

  async #fill(): Promise<void> {
    if (!(await this.#read())) throw malformed();
  }

  /** Reads a chunk. Returns false at the end. */
  async #read(): Promise<boolean> {
    const step = this.#isClosed ? undefined : await this.#chunks.next();
    if (step === undefined || step.done === true) {
      this.#isClosed = true;
      return false;
    }
    this.#total += step.value.length;
    if (this.#total > this.#limits.total) throw tooMuch("The form is too large.");
    this.#held.add(step.value);
    return true;
  }

  #count(kind: "parts" | "fields" | "files"): void {
    if (++this.#counts[kind] > this.#limits[kind]) {
      throw tooMuch(`A form may have at most ${this.#limits[kind]} ${kind}.`);
    }
  }
}

export function tooMuch(message: string): HttpError {
  return new HttpError(413, message);
}

/** RFC 2046, 5.1.1. */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] =
    /;\s*boundary=(?:"([\w'()+,./:=? -]{1,70})"|([\w'+./:=?-]{1,70}))\s*(?:;|$)/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

/** Returns the index of a needle that begins with CR, from a start index on; -1 if there is none. */
function indexOf(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  const last = bytes.length - needle.length;
  for (let at = bytes.indexOf(CR, from); at >= 0 && at <= last; at = bytes.indexOf(CR, at + 1)) {
    let i = 1;
    while (i < needle.length && bytes[at + i] === needle[i]) i++;
    if (i === needle.length) return at;
  }
  return -1;
}
