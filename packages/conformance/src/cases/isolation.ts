import { createKey } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

const who = createKey<string>("conformance.who");

/** Cases for requests that must not affect each other or leave anything behind. */
export const isolationCases: readonly Case[] = [
  {
    id: "interleaved",
    title: "concurrent requests see nothing of each other",
    proves: ["S04", "U25"],
    needs: ["concurrency"],
    async *app(environ, startResponse) {
      const name = environ.pathInfo.slice(1);
      environ.set(who, name);
      const seen = (): string => `${environ.get(who)} ${environ.pathInfo} ${environ.header("x-who")} `;
      record(environ, "arrived", name);
      await gate(environ, "together");
      const body = await environ.input.text();
      startResponse(200, [["x-answer", name]]);
      yield seen();
      await gate(environ, name);
      yield seen() + body;
    },
    async check(t) {
      const names = ["ada", "bob", "cyd"];
      const pending = names.map((name) =>
        t.request(`/${name}`, { headers: [["x-who", name]], body: `of ${name}` }),
      );
      await t.eventually(async () => t.equal((await t.recorded("arrived")).length, 3));
      await t.release("together");
      for (const name of names.toReversed()) {
        await t.release(name);
        const answer = await pending[names.indexOf(name)]!;
        const seen = `${name} /${name} ${name} `;
        t.deepEqual([answer.header("x-answer"), answer.text], [name, `${seen}${seen}of ${name}`]);
      }
    },
  },
  {
    id: "late-start",
    title: "startResponse of a finished request affects no other request, not even on the same connection",
    proves: ["U25", "S47"],
    needs: ["concurrency"],
    app(environ, startResponse) {
      if (environ.pathInfo === "/first") kept.set(environ.header("tsgi-run")!, startResponse);
      else {
        try {
          kept.get(environ.header("tsgi-run")!)!(500, [["x-forged", "1"]], new Error("late"));
        } catch (error) {
          record(environ, "refused", String(error));
        }
      }
      startResponse(200, PLAIN);
      return environ.pathInfo;
    },
    async check(t) {
      t.equal((await t.request("/first")).text, "/first");
      const answer = await t.request("/second");
      t.deepEqual([answer.status, answer.text, answer.header("x-forged")], [200, "/second", undefined]);
      t.deepEqual(await t.recorded("refused"), ["Error: late"]);
    },
  },
  {
    id: "steady-heap",
    title: "finished requests are not kept in memory",
    proves: ["S49", "U26"],
    app(environ, startResponse) {
      const run = environ.header("tsgi-run")!;
      const seen = requests.get(run) ?? [];
      requests.set(run, seen);
      startResponse(200, PLAIN);
      if (environ.pathInfo === "/collect") {
        collectGarbage();
        return null;
      }
      if (environ.pathInfo === "/count") {
        return String(seen.filter((each) => each.deref() !== undefined).length);
      }
      seen.push(new WeakRef(environ));
      environ.onFinish(() => {});
      environ.signal.addEventListener("abort", () => {});
      return environ.pathInfo === "/stream" ? ["a", "b"].values() : "whole";
    },
    async check(t) {
      for (let i = 0; i < 50; i++) {
        for (const path of ["/whole", "/stream"]) {
          const call = await t.start(path);
          await call.rest();
          call.leave();
        }
      }
      // A stack, a pool or an open connection may hold a few; a server with a leak holds all 100.
      await t.eventually(async () => {
        // Reading a WeakRef keeps its object alive for the current collection: so not at every step.
        for (let i = 0; i < 10; i++) await t.request("/collect");
        const left = Number((await t.request("/count")).text);
        t.ok(left < 20, `${left} of 100 environs are still in memory`);
      }, 20_000);
    },
  },
];

const kept = new Map<string, (status: number, headers: [string, string][], error: Error) => void>();
const requests = new Map<string, WeakRef<object>[]>();

/** Creates garbage that gets old before it is dropped, so that more than the young generation is collected. */
const litterBin: unknown[] = [];

function collectGarbage(): void {
  // With --expose-gc there is no need to provoke a collection.
  const { gc } = globalThis as { gc?: () => void };
  if (gc !== undefined) return gc();
  litterBin.push(Array.from({ length: 200_000 }, (_, i) => ({ i })));
  if (litterBin.length > 8) litterBin.shift();
}
