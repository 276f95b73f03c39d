import type { Chunk } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

const MANY = ".".repeat(16_384);

/** Cases for streamed bodies in transit. */
export const streamingCases: readonly Case[] = [
  {
    id: "stream-undelayed",
    title: "a chunk reaches the client while the body waits for its next one",
    proves: ["S56", "P29"],
    needs: ["streaming", "concurrency"],
    async *app(environ, startResponse) {
      startResponse(200, PLAIN);
      yield "first ";
      await gate(environ, "second");
      yield "second ";
      await gate(environ, "third");
      yield new TextEncoder().encode("third");
    },
    async check(t) {
      const call = await t.start("/");
      t.equal(await call.until("first "), "first ");
      await t.release("second");
      t.equal(await call.until("second "), "first second ");
      await t.release("third");
      t.equal((await call.rest()).text, "first second third");
    },
  },
  {
    id: "stream-undelayed-stream",
    title: "a chunk of a ReadableStream reaches the client before the next one exists",
    proves: ["S56"],
    needs: ["streaming", "concurrency"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      let step = 0;
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (step++ > 0) await gate(environ, "second");
          controller.enqueue(new TextEncoder().encode(step === 1 ? "first " : "second"));
          if (step > 1) controller.close();
        },
      });
    },
    async check(t) {
      const call = await t.start("/");
      t.equal(await call.until("first "), "first ");
      await t.release("second");
      t.equal((await call.rest()).text, "first second");
    },
  },
  {
    id: "stream-undelayed-sync",
    title: "a chunk of a synchronous generator reaches the client while the next one is computed",
    proves: ["S56"],
    needs: ["streaming", "ownProcess"],
    *app(environ, startResponse) {
      startResponse(200, PLAIN);
      yield "first ";
      // This body computes: the process does nothing else meanwhile.
      for (const end = Date.now() + Number(environ.pathInfo.slice(1)); Date.now() < end;);
      yield String(Date.now());
    },
    async check(t) {
      let [came, computed] = [0, 0];
      // A client on a loaded machine may read late, so the time grows; a held-back chunk is late however long that is.
      for (const time of [500, 2_000, 8_000]) {
        const call = await t.start(`/${time}`);
        await call.until("first ");
        came = Date.now();
        computed = Number((await call.rest()).text.replace("first ", ""));
        if (came < computed) return;
      }
      t.ok(false, `the first chunk arrived ${came - computed} ms after the second was computed`);
    },
  },
  {
    id: "stream-undelayed-bulk",
    title: "the last of many chunks reaches the client while the body waits for its next one",
    proves: ["S56"],
    needs: ["streaming", "concurrency"],
    async *app(environ, startResponse) {
      startResponse(200, PLAIN);
      for (let i = 0; i < 2; i++) {
        yield* Array.from({ length: 20 }, () => MANY);
        yield i === 0 ? "first" : "second";
        await gate(environ, `after ${i}`);
      }
    },
    async check(t) {
      const call = await t.start("/");
      t.equal((await call.until("first")).length, 20 * MANY.length + 5);
      await t.release("after 0");
      t.equal((await call.until("second")).length, 2 * (20 * MANY.length) + 11);
      await t.release("after 1");
      t.ok((await call.rest()).complete);
    },
  },
  {
    id: "stream-head-undelayed",
    title: "the head is sent with the first chunk, not at the end",
    proves: ["S44", "S56"],
    needs: ["streaming", "concurrency"],
    async *app(environ, startResponse) {
      startResponse(200, [["x-early", "1"]]);
      yield "a";
      await gate(environ, "end");
    },
    async check(t) {
      const call = await t.start("/");
      t.equal((await call.head()).header("x-early"), "1");
      await t.release("end");
      t.equal((await call.rest()).text, "a");
    },
  },
  {
    id: "stream-not-starving",
    title: "other requests are answered during a synchronous body that never waits",
    proves: ["S68", "U25"],
    needs: ["streaming", "concurrency"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      if (environ.pathInfo === "/other") {
        answered.add(environ.header("tsgi-run")!);
        return "other";
      }
      return insatiable(environ.header("tsgi-run")!, environ.pathInfo === "/empty" ? "" : "x");
    },
    async check(t) {
      for (const path of ["/empty", "/full"]) {
        const call = await t.start(path);
        await call.until("begun");
        const rest = call.rest();
        t.equal((await t.request("/other")).text, "other");
        t.match((await rest).text.slice(-8), /answered$/, path);
      }
    },
  },
  {
    id: "stream-many",
    title: "ten thousand small chunks arrive in order",
    proves: ["S55", "S57"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const numbers = Array.from({ length: 10_000 }, (_, i) => `${i}\n`);
      if (environ.pathInfo === "/array") return numbers;
      return environ.pathInfo === "/sync" ? numbers.values() : later(numbers);
    },
    async check(t) {
      const expected = Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join("");
      for (const path of ["/array", "/sync", "/async"]) {
        const answer = await t.request(path);
        t.ok(answer.complete && answer.text === expected, path);
      }
    },
  },
  {
    id: "stream-one-at-a-time",
    title: "the next chunk is requested after the previous one has arrived, never before",
    proves: ["S55"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      let pending = 0;
      let most = 0;
      let left = 20;
      const next = async (): Promise<IteratorResult<string>> => {
        most = Math.max(most, ++pending);
        await Promise.resolve();
        pending--;
        if (left-- > 0) return { done: false, value: "x" };
        record(environ, "most", most);
        return { done: true, value: undefined };
      };
      return { [Symbol.asyncIterator]: () => ({ next }) };
    },
    async check(t) {
      t.equal((await t.request("/")).text, "x".repeat(20));
      t.deepEqual(await t.recorded("most"), [1]);
    },
  },
];

const answered = new Set<string>();

/** Always has another chunk at once, until another request of its run was answered, or far too many were sent. */
function* insatiable(run: string, chunk: Chunk): Generator<Chunk> {
  answered.delete(run);
  yield "begun";
  for (let i = 0; i < 2_000_000; i++) {
    if (answered.has(run)) {
      yield "answered";
      return;
    }
    yield chunk;
  }
  yield "starved";
}

async function* later(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}
