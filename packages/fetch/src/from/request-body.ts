import type { Environ } from "@tsgi/core";

/** Returns true if a Request with this method can have a body (Fetch, 5.4), and there may be one. */
export function mayHaveBody(environ: Environ): boolean {
  const { method } = environ;
  return method !== "GET" && method !== "HEAD" && method !== "TRACE" && environ.contentLength !== 0;
}

/** Returns the request body as a stream that does not use it before the first read. */
export function streamOf(environ: Environ): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        iterator ??= environ.input[Symbol.asyncIterator]();
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        // Opened now if nothing was read: only the iterator releases the resources of the input.
        try {
          iterator ??= environ.input[Symbol.asyncIterator]();
        } catch {
          return; // other code has read it
        }
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

const decoder = /* @__PURE__ */ new TextDecoder();

function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Reads a whole request body without the platform's streams. */
export class WholeBody {
  /** True once it was read. */
  used = false;
  readonly #environ: Environ;
  readonly #limit: number;

  constructor(environ: Environ, limit: number) {
    this.#environ = environ;
    this.#limit = limit;
  }

  bytes(): Promise<Uint8Array<ArrayBuffer>> {
    // The platform's own message and type: frameworks check the type of the error.
    if (this.used) return Promise.reject(new TypeError("Body is unusable: Body has already been read"));
    this.used = true;
    return this.#environ.input.bytes({ limit: this.#limit }) as Promise<Uint8Array<ArrayBuffer>>;
  }

  text(): Promise<string> {
    return this.bytes().then(decode);
  }

  json(): Promise<unknown> {
    return this.bytes().then((bytes) => JSON.parse(decode(bytes)) as unknown);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes();
    const { buffer, byteOffset, byteLength } = bytes;
    // The bytes may be a view of a larger buffer of the host, which contains more than this body.
    return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  }

  async blob(type: string | null): Promise<Blob> {
    return (await this.#typed(type)).blob();
  }

  async formData(type: string | null): Promise<FormData> {
    return (await this.#typed(type)).formData();
  }

  async #typed(type: string | null): Promise<Response> {
    return new Response(await this.bytes(), { headers: type === null ? [] : [["content-type", type]] });
  }
}
