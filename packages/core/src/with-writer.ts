import { BodySource } from "./server/body-source.ts";
import { isWhole } from "./body.ts";
import type { Environ } from "./environ.ts";
import { TSGI_WRITE_EARLY, TSGI_WRITE_LATE } from "./errors.ts";
import { ChunkQueue } from "./server/chunk-queue.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk } from "./message.ts";
import type { Application, Body, StartResponse } from "./types.ts";

/**
 * Sends a chunk. Resolves when the server has accepted it: code that awaits it writes no faster than the client reads.
 * Rejects with TSGI_WRITE_LATE if the response has ended before: the client disconnected, or sent HEAD.
 *
 * @throws TSGI_WRITE_EARLY before startResponse, TSGI_WRITE_LATE after the end
 */
export type Write = (chunk: Chunk) => Promise<void>;

/** Imperative code that writes its response. A body that it returns is sent after the written chunks. */
export type WriterApplication = (
  environ: Environ,
  startResponse: StartResponse,
  write: Write,
) => Body | void | PromiseLike<Body | void>;

/**
 * Turns imperative code into an application with a pulled body: write() of PEP 3333, with backpressure.
 *
 * @example
 * const clock = withWriter(async (environ, startResponse, write) => {
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   for (let i = 0; i < 3; i++) await write(`${new Date().toISOString()}\n`);
 * });
 */
export function withWriter(app: WriterApplication): Application {
  return (environ, startResponse) => {
    const queue = new ChunkQueue();
    let isStarted = false;
    const start: StartResponse = (status, headers, error) => {
      startResponse(status, headers, error);
      isStarted = true;
    };
    const write: Write = (chunk) => {
      if (!isStarted) throw new TsgiError(TSGI_WRITE_EARLY);
      if (queue.isEnded) throw new TsgiError(TSGI_WRITE_LATE);
      const written = new Promise<void>((resolve, reject) => {
        queue.push(chunk, (error) => (error === undefined ? resolve() : reject(error)));
      });
      written.catch(() => {}); // code that does not await its writes must not end the process
      return written;
    };
    // Starts synchronously, so that startResponse is called in the stack of this call.
    void run(app, environ, start, write, queue);
    return queue;
  };
}

async function run(
  app: WriterApplication,
  environ: Environ,
  startResponse: StartResponse,
  write: Write,
  queue: ChunkQueue,
): Promise<void> {
  try {
    const rest = (await app(environ, startResponse, write)) ?? null;
    if (rest !== null && isWhole(rest)) queue.push(rest);
    queue.end(isWhole(rest) ? undefined : new BodySource(rest));
  } catch (error) {
    const isReported = queue.fail(error) || (error instanceof TsgiError && error.code === "TSGI_WRITE_LATE");
    if (!isReported) environ.waitUntil(Promise.reject(error)); // which logs it
  }
}
