import { withWriter } from "@tsgi/core";
import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN, thrownBy } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for the write() of PEP 3333, with `withWriter`. */
export const writerCases: readonly Case[] = [
  {
    id: "writer",
    title: "written data arrives in order, before the returned body",
    proves: ["W2", "S37", "P29"],
    app: withWriter(async (environ, startResponse, write) => {
      startResponse(200, PLAIN);
      await write("written ");
      void write(new TextEncoder().encode("unawaited "));
      if (environ.pathInfo === "/rest") return ["re", "turned"];
      return undefined;
    }),
    async check(t) {
      t.equal((await t.request("/rest")).text, "written unawaited returned");
      t.equal((await t.request("/none")).text, "written unawaited ");
    },
  },
  {
    id: "writer-early",
    title: "writing before startResponse throws",
    proves: ["W1"],
    faulty: true,
    app: withWriter((_environ, startResponse, write) => {
      const error = thrownBy(() => write("early"));
      startResponse(200, PLAIN);
      return nameOf(error);
    }),
    async check(t) {
      t.equal((await t.request("/")).text, "TSGI_WRITE_EARLY");
    },
  },
  {
    id: "writer-late",
    title: "writing after the end throws, and sends nothing",
    proves: ["W4", "A25"],
    needs: ["concurrency"],
    faulty: true,
    app: withWriter((environ, startResponse, write) => {
      startResponse(200, PLAIN);
      void gate(environ, "late").then(() => record(environ, "late", nameOf(thrownBy(() => write("late")))));
      return "answer";
    }),
    async check(t) {
      t.equal((await t.request("/")).text, "answer");
      await t.release("late");
      await t.eventually(async () => t.deepEqual(await t.recorded("late"), ["TSGI_WRITE_LATE"]));
    },
  },
  {
    id: "writer-undelayed",
    title: "written data arrives while the application continues",
    proves: ["W2", "S56"],
    needs: ["streaming", "concurrency"],
    app: withWriter(async (environ, startResponse, write) => {
      startResponse(200, PLAIN);
      await write("first ");
      await gate(environ, "second");
      await write("second");
    }),
    async check(t) {
      const call = await t.start("/");
      t.equal(await call.until("first "), "first ");
      await t.release("second");
      t.equal((await call.rest()).text, "first second");
    },
  },
  {
    id: "writer-fails",
    title: "a writer that fails before its first write is a 500",
    proves: ["S66", "W2"],
    faulty: true,
    app: withWriter(async (_environ, startResponse) => {
      startResponse(200, PLAIN);
      throw new Error("failed");
    }),
    async check(t) {
      t.equal((await t.request("/")).status, 500);
    },
  },
  {
    id: "writer-head",
    title: "under HEAD a writer's unawaited write is harmless",
    proves: ["W4", "N02"],
    app: withWriter(async (environ, startResponse, write) => {
      startResponse(200, PLAIN);
      const outcome = await write("unwanted").then(() => "written", nameOf);
      record(environ, "outcome", outcome);
    }),
    async check(t) {
      const answer = await t.request("/", { method: "HEAD" });
      t.deepEqual([answer.status, answer.body.length], [200, 0]);
      await t.eventually(async () => t.deepEqual(await t.recorded("outcome"), ["TSGI_WRITE_LATE"]));
    },
  },
  {
    id: "leave-writer",
    title: "a write after the client disconnected is refused",
    proves: ["W4", "S58"],
    needs: ["streaming", "disconnect", "backpressure", "concurrency"],
    app: withWriter(async (environ, startResponse, write) => {
      startResponse(200, PLAIN);
      try {
        for (;;) await write(new Uint8Array(65_536));
      } catch (error) {
        record(environ, "refused", nameOf(error));
      }
    }),
    async check(t) {
      const call = await t.start("/");
      await call.head();
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("refused"), ["TSGI_WRITE_LATE"]));
    },
  },
];
