import type { HeaderList } from "@tsgi/core";
import { isBytes } from "@tsgi/core/server";
import type { WireRequest } from "./_request.ts";
import type { ClientTransport } from "./_client-transport.ts";
import { ClientResponse } from "./response.ts";

/** Sends requests to a live server with the platform's fetch. */
export class Live implements ClientTransport {
  readonly log = "";
  readonly #url: URL;
  readonly #open = new Set<AbortController>();

  constructor(url: string) {
    this.#url = new URL(url);
  }

  get scheme(): "http" | "https" {
    return this.#url.protocol === "https:" ? "https" : "http";
  }

  async send(request: WireRequest, signal: AbortSignal | undefined): Promise<ClientResponse> {
    const { method, target, fields, body } = request;
    const leaving = new AbortController();
    this.#open.add(leaving);
    const init = {
      method,
      headers: pairsOf(fields),
      body: body === null || isBytes(body) ? (body as Uint8Array<ArrayBuffer> | null) : streamOf(body),
      duplex: "half", // fetch requires it for a streamed body
      redirect: "manual",
      signal: signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]),
    } as const;
    try {
      // The path is appended unchanged: resolving it against the base would parse `//` as a host.
      const response = await fetch(new URL(this.#url.origin + target), init);
      const { body: chunks, finished } = readable(response.body);
      void finished.then(() => this.#open.delete(leaving));
      return new ClientResponse(response.status, rawHeaders(response.headers), chunks, finished);
    } catch (error) {
      this.#open.delete(leaving);
      throw error;
    }
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {
    for (const leaving of this.#open) leaving.abort(new DOMException("The client was closed", "AbortError"));
  }
}

interface Readable {
  readonly body: AsyncIterable<Uint8Array>;
  readonly finished: Promise<unknown>;
}

function readable(stream: ReadableStream<Uint8Array> | null): Readable {
  if (stream === null) return { body: EMPTY, finished: Promise.resolve(undefined) };
  const reader = stream.getReader();
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    const { done, value } = await reader.read();
    return done ? { done, value: undefined } : { done, value };
  };
  const iterator: AsyncIterator<Uint8Array> = {
    next,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
  const finished = reader.closed.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { body: { [Symbol.asyncIterator]: () => iterator }, finished };
}

const EMPTY: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

/** Leaves out the fields that fetch sets itself. */
function pairsOf(fields: readonly string[]): [string, string][] {
  return fields.flatMap((name, i) =>
    i % 2 === 1 || OWN.has(name.toLowerCase()) ? [] : [[name, fields[i + 1]!]],
  );
}

const OWN = new Set(["host", "content-length", "transfer-encoding", "connection"]);

function rawHeaders(headers: Headers): HeaderList {
  const pairs: [string, string][] = [];
  headers.forEach((value, name) => pairs.push([name, value]));
  return pairs;
}

function streamOf(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next();
        if (done === true) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
