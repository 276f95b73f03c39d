import type { Chunk } from "@tsgi/core";
import { concat, type ChunkQueue } from "@tsgi/core/server";
import type { EventName } from "../events/kind.ts";
import { DELIMITER_SIZE, INTEGRATION_TYPE } from "./awslambda.ts";
import { malformed, parse, readPrelude, readResult, type FunctionHead } from "./results.ts";

/** The metadata must end within these bytes, as API Gateway requires. */
const MAX_METADATA = 16_384;
/** Services that do not stream: the complete written text is the result. */
const WHOLE: ReadonlySet<EventName> = new Set(["alb", "alb-multi", "lattice1", "lattice2", "edge"]);

/** A response whose body may still be written. */
export interface StreamedResponse extends FunctionHead {
  readonly body: Chunk | null | ChunkQueue;
}

/** A head, with the whole body if it is already known. */
type KnownHead = FunctionHead & { readonly body?: Chunk | null };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Reads the head at the beginning of a streamed response. */
export class HeadReader {
  readonly #event: EventName;
  readonly #known: Promise<KnownHead>;
  #settle!: { resolve(head: KnownHead): void; reject(error: Error): void };
  #type = "application/octet-stream";
  /** The bytes before the head was known; undefined once it is. */
  #early: Uint8Array[] | undefined = [];
  #earlySize = 0;
  /** The number of NULs at the end of the early bytes. */
  #zeros = 0;
  #isEmpty = true;

  constructor(event: EventName) {
    this.#event = event;
    this.#known = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#known.catch(() => {}); // it rejects the response as well
  }

  /** @throws TSGI_LAMBDA_RESULT after the first chunk, as the runtime does */
  set type(type: string) {
    if (!this.#isEmpty) throw malformed("its content type was set after its first chunk");
    this.#type = type;
  }

  /** Resolves with the response; rejects if it will have no head. */
  async response(body: ChunkQueue): Promise<StreamedResponse> {
    const { status, headers, body: whole } = await this.#known;
    return whole === undefined ? { status, headers, body } : { status, headers, body: whole };
  }

  /**
   * Reads a written chunk, and returns the part of it that belongs to the body.
   *
   * @throws TSGI_LAMBDA_RESULT
   */
  take(chunk: Chunk): Chunk {
    this.#isEmpty = false;
    if (this.#early === undefined) return chunk;
    if (this.#type !== INTEGRATION_TYPE && !this.#isWhole) {
      this.#tell({ status: 200, headers: [["content-type", this.#type]] });
      return chunk;
    }
    // A copy: the writer may write the next one into the same memory.
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : new Uint8Array(chunk);
    const before = this.#earlySize;
    this.#early.push(bytes);
    this.#earlySize += bytes.length;
    if (this.#isWhole) return "";
    const end = this.#endOfDelimiter(bytes);
    if (end < 0 && this.#earlySize > MAX_METADATA) throw malformed("its metadata has no end");
    if (end < 0) return "";
    const early = concat(this.#early, this.#earlySize);
    this.#tell(readPrelude(decoder.decode(early.subarray(0, before + end - DELIMITER_SIZE))));
    return bytes.subarray(end);
  }

  /**
   * Handles the end. Returns true if the written text is the whole response, so that nothing is left to read.
   *
   * @throws TSGI_LAMBDA_RESULT
   */
  end(): boolean {
    if (this.#early === undefined) return false;
    if (this.#type === INTEGRATION_TYPE) throw malformed("it ended within its metadata");
    const isWhole = this.#isWhole;
    if (isWhole)
      this.#tell(readResult(this.#event, parse(decoder.decode(concat(this.#early, this.#earlySize)))));
    else this.#tell({ status: 200, headers: [["content-type", this.#type]] });
    return isWhole;
  }

  fail(error: Error): void {
    this.#early = undefined;
    this.#settle.reject(error);
  }

  get #isWhole(): boolean {
    return this.#type === "application/json" && WHOLE.has(this.#event);
  }

  /** Returns the offset after the delimiter in the last bytes; it may have begun before them. -1 if it has not ended. */
  #endOfDelimiter(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; at++) {
      this.#zeros = bytes[at] === 0 ? this.#zeros + 1 : 0;
      if (this.#zeros === DELIMITER_SIZE) return at + 1;
    }
    return -1;
  }

  #tell(head: KnownHead): void {
    this.#early = undefined;
    this.#settle.resolve(head);
  }
}
