import { checkLimit, checkOptions } from "./server/checks.ts";
import { BodySource, ownBody } from "./server/body-source.ts";
import { byteLengthOf, encoder, isBytes, show } from "./values.ts";
import { TSGI_BUFFER_LIMIT, TSGI_CHUNK_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Body, Chunk } from "./types.ts";

/** Tells a whole body, `null`, a string or bytes, from a streamed one. */
export function isWhole(body: Body): body is Chunk | null {
  return body === null || typeof body === "string" || isBytes(body);
}

/** What {@link mapBody} makes of each chunk. */
export interface BodyMapper {
  /** Gives what goes out in place of a chunk; an empty one sends nothing. */
  chunk(chunk: Chunk): Chunk | PromiseLike<Chunk>;
  /** Gives what goes out at the end. */
  end?(): Chunk | PromiseLike<Chunk>;
  /** Runs once, whichever way the body ends. */
  close?(): void;
}

/**
 * Maps a streamed body chunk by chunk, for middleware: one chunk out for each chunk in, the inner body closed exactly
 * once. A whole body is better mapped as it is, see {@link isWhole}; here it becomes a stream of one chunk.
 *
 * @example
 * const shout: Middleware = (app) => async (environ, startResponse) => {
 *   const body = await app(environ, startResponse);
 *   return mapBody(body, { chunk: (chunk) => (typeof chunk === "string" ? chunk.toUpperCase() : chunk) });
 * };
 */
export function mapBody(body: Body, mapper: BodyMapper): AsyncIterable<Chunk> {
  ownBody(body);
  return { [Symbol.asyncIterator]: () => new MappedBody(body, mapper) };
}

class MappedBody implements AsyncIterator<Chunk, undefined> {
  readonly #source: BodySource;
  readonly #mapper: BodyMapper;
  #ended = false;
  #closed = false;

  constructor(body: Body, mapper: BodyMapper) {
    this.#source = new BodySource(isWhole(body) ? (body === null ? [] : [body]) : body);
    this.#mapper = mapper;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    const step = await this.#source.next();
    if (!step.done) return { done: false, value: await this.#mapper.chunk(step.value) };
    this.#ended = true;
    const last = (await this.#mapper.end?.()) ?? "";
    return last.length > 0 ? { done: false, value: last } : { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    if (!this.#closed) {
      this.#closed = true;
      this.#ended = true;
      try {
        this.#mapper.close?.();
      } finally {
        await this.#source.closeAndWait();
      }
    }
    return { done: true, value: undefined };
  }
}

/** How {@link bufferBody} gathers. */
export interface BufferOptions {
  /** Most bytes to gather. Default: 1 MiB (1,048,576). */
  readonly limit?: number;
}

/**
 * Gathers a body into one piece, and closes it. A whole body is given back at once, without a promise.
 *
 * @throws TSGI_BUFFER_LIMIT when it is larger than the limit, TSGI_CHUNK_INVALID when it yields anything else than
 *   strings and bytes, TSGI_OPTION_INVALID for a limit that is not a number, 0 or more
 * @example
 * const whole = await bufferBody(await app(environ, startResponse), { limit: 65_536 });
 */
export function bufferBody(body: Body, options: BufferOptions = {}): Chunk | null | Promise<Uint8Array> {
  checkOptions(options);
  const { limit = 1_048_576 } = options;
  checkLimit(limit);
  if (!isWhole(body)) return gather(new BodySource(body), limit);
  if (body !== null && byteLengthOf(body) > limit) throw tooLong(limit);
  return body;
}

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
    source.close(() => {}); // the error that led to it is the one to tell
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

/** Joins bytes whose sizes add up to `size`. */
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
