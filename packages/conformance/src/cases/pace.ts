import { withWriter, type Application } from "@tsgi/core";
import { PLAIN } from "../_texts.ts";
import type { Case, CaseClient } from "../case.ts";

const CHUNK = new Uint8Array(65_536).fill(0x61);
const CHUNKS = 1024;

/** Maximum that the network holds for a client that does not read, in chunks: both sides' buffers, with room to spare. */
const MOST_HELD = 512;

/** Number of consecutive round trips without progress after which a body counts as paused. */
const CALM = 25;

/** Cases for clients that do not read: nothing is pulled ahead of them, and nothing is lost. */
export const paceCases: readonly Case[] = [
  slow(
    "stream-slow-client-sync",
    "a client that does not read keeps a synchronous body from being pulled; nothing is lost",
    ["S55", "U8"],
    function* (environ, startResponse) {
      startResponse(200, PLAIN);
      for (let i = 1; i <= CHUNKS; i++) yield counted(environ.header("tsgi-run")!, i);
    },
  ),
  slow(
    "stream-slow-client-async",
    "a client that does not read keeps an asynchronous body from being pulled; nothing is lost",
    ["S55", "U8"],
    async function* (environ, startResponse) {
      startResponse(200, PLAIN);
      for (let i = 1; i <= CHUNKS; i++) yield counted(environ.header("tsgi-run")!, i);
    },
  ),
  slow(
    "stream-slow-client-stream",
    "a client that does not read keeps a ReadableStream from being pulled; nothing is lost",
    ["S55", "U8"],
    (environ, startResponse) => {
      startResponse(200, PLAIN);
      let i = 0;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(counted(environ.header("tsgi-run")!, ++i).slice());
          if (i === CHUNKS) controller.close();
        },
      });
    },
  ),
  slow(
    "writer-paced",
    "a write resolves when its chunk was accepted: a client that does not read pauses the writer",
    ["W3", "S55"],
    withWriter(async (environ, startResponse, write) => {
      startResponse(200, PLAIN);
      for (let i = 1; i <= CHUNKS; i++) {
        await write(CHUNK);
        counted(environ.header("tsgi-run")!, i);
      }
    }),
  ),
];

/** Number of chunks that each run has sent. In the journal each would be an event. */
const counts = new Map<string, number>();

function counted(run: string, count: number): Uint8Array {
  counts.set(run, count);
  return CHUNK;
}

/** Responds to POST with the count, and to anything else with the body. */
function slow(id: string, title: string, proves: readonly string[], app: Application): Case {
  return {
    id,
    title,
    proves,
    needs: ["streaming", "backpressure", "concurrency"],
    app(environ, startResponse) {
      if (environ.method !== "POST") return app(environ, startResponse);
      startResponse(200, PLAIN);
      return String(counts.get(environ.header("tsgi-run")!) ?? 0);
    },
    check: isBounded,
  };
}

async function isBounded(t: CaseClient): Promise<void> {
  const call = await t.start("/");
  await call.head();
  let seen = -1;
  for (let calm = 0; calm < CALM; calm++) {
    const now = Number((await t.request("/", { method: "POST" })).text);
    if (now !== seen) calm = 0;
    seen = now;
    t.ok(seen < MOST_HELD, `${seen} of ${CHUNKS} chunks were pulled for a client that does not read`);
  }
  const { body, complete } = await call.rest();
  t.deepEqual([body.length, complete], [CHUNK.length * CHUNKS, true]);
}
