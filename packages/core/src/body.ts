import { BodySource, ownBody } from "./server/body-source.ts";
import { byteLengthOf, encoder, isBytes, isThenable, show } from "./values.ts";
import { TSGI_BUFFER_LIMIT, TSGI_CHUNK_INVALID } from "./errors.ts";
import { WrappedBody, type BodyStep } from "./server/wrapped-body.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk } from "./message.ts";
import { aLimit, checkOptions, type Checks } from "./options.ts";
import type { Body } from "./types.ts";

/** Returns true if a body is whole (`null`, a string or bytes), false if it is streamed. */
export function isWhole(body: Body): body is Chunk | null {
  return body === null || typeof body === "string" || isBytes(body);
}

/** Functions that {@link mapBody} applies to a body. */
export interface BodyMapper {
  /** Returns the chunk to send instead; an empty one sends nothing. */
  chunk(chunk: Chunk): Chunk | PromiseLike<Chunk>;
  /** Returns a chunk to send after the last one. */
  end?(): Chunk | PromiseLike<Chunk>;
  /** Runs once, however the body ends. */
  close?(): void;
}

/**
 * Maps a streamed body chunk by chunk, for middleware: sends one chunk for each chunk it reads, and closes the inner body
 * exactly once. A whole body becomes a stream of one chunk; to keep it whole, check {@link isWhole} first.
 *
 * @example
 * const shout: Middleware = (app) => async (environ, startResponse) => {
 *   const body = await app(environ, startResponse);
 *   return mapBody(body, { chunk: (chunk) => (typeof chunk === "string" ? chunk.toUpperCase() : chunk) });
 * };
 */
export function mapBody(body: Body, mapper: BodyMapper): AsyncIterable<Chunk> {
  ownBody(body);
  return { [Symbol.asyncIterator]: () => new MappedBody(body, mapper)[Symbol.asyncIterator]() };
}

class MappedBody extends WrappedBody {
  readonly #mapper: BodyMapper;
  readonly #onStep: (step: BodyStep) => BodyStep | PromiseLike<BodyStep>;
  #isOver = false;
  #isClosed = false;

  constructor(body: Body, mapper: BodyMapper) {
    super(isWhole(body) ? (body === null ? [] : [body]) : body);
    this.#mapper = mapper;
    // Bound once: a closure per chunk would allocate.
    this.#onStep = this.#map.bind(this);
  }

  /** Always returns a promise: callers other than servers expect one. */
  override next(): Promise<BodyStep> {
    if (this.#isOver) return Promise.resolve(END);
    try {
      const step = this.source.next();
      return Promise.resolve(isThenable(step) ? step.then(this.#onStep) : this.#map(step));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  override async return(): Promise<BodyStep> {
    this.#isOver = true;
    if (this.#isClosed) return END;
    this.#isClosed = true;
    try {
      this.#mapper.close?.();
    } finally {
      await this.close();
    }
    return END;
  }

  #map(step: BodyStep): BodyStep | PromiseLike<BodyStep> {
    if (!step.done) {
      const chunk = this.#mapper.chunk(step.value);
      return isThenable(chunk) ? chunk.then(stepOf) : stepOf(chunk);
    }
    this.#isOver = true;
    const last = this.#mapper.end?.() ?? "";
    return isThenable(last) ? last.then(lastStep) : lastStep(last);
  }
}

const END: BodyStep = { done: true, value: undefined };

function stepOf(chunk: Chunk): BodyStep {
  return { done: false, value: chunk };
}

function lastStep(chunk: Chunk | undefined): BodyStep {
  return chunk?.length ? stepOf(chunk) : END;
}

/** Options of {@link bufferBody}. */
export interface BufferOptions {
  /** Maximum bytes to collect. Default: 1 MiB (1,048,576). */
  readonly limit?: number;
}

/**
 * Collects a body into one chunk and closes it. Returns a whole body synchronously, without a promise.
 *
 * @throws TSGI_BUFFER_LIMIT if the body exceeds the limit, TSGI_CHUNK_INVALID if it yields anything but strings and bytes,
 *   TSGI_OPTION_INVALID for a limit that is negative, or not a number
 * @example
 * const whole = await bufferBody(await app(environ, startResponse), { limit: 65_536 });
 */
export function bufferBody(body: Body, options: BufferOptions = {}): Chunk | null | Promise<Uint8Array> {
  checkOptions("core/bufferBody", options, CHECKS);
  const { limit = 1_048_576 } = options;
  if (!isWhole(body)) return gather(new BodySource(body), limit);
  if (body !== null && byteLengthOf(body) > limit) throw tooLong(limit);
  return body;
}

const CHECKS: Checks<BufferOptions> = { limit: aLimit };

async function gather(source: BodySource, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let step = await source.next(); !step.done; step = await source.next()) {
      const part = toBytes(step.value);
      size += part.length;
      if (size > limit) throw tooLong(limit);
      parts.push(part);
    }
  } catch (error) {
    source.close(() => {}); // the first error is the one to report
    throw error;
  }
  await source.closeAndWait();
  return concat(parts, size);
}

function toBytes(chunk: unknown): Uint8Array {
  if (typeof chunk === "string") return encoder.encode(chunk);
  if (isBytes(chunk)) return chunk;
  throw new TsgiError(TSGI_CHUNK_INVALID, show(chunk));
}

function tooLong(limit: number): TsgiError {
  return new TsgiError(TSGI_BUFFER_LIMIT, `more than ${limit} bytes`);
}

/** Joins byte arrays whose lengths add up to `size`. */
export function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
