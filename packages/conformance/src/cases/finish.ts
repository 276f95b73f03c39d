import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN, bodyFor } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for onFinish. */
export const finishCases: readonly Case[] = [
  {
    id: "finish-order",
    title: "callbacks of onFinish run once, the last one first, and get no error after success",
    proves: ["N11"],
    app(environ, startResponse) {
      for (const name of ["one", "two", "three"]) {
        environ.onFinish((error) => record(environ, "finish", [name, error === undefined]));
      }
      startResponse(200, PLAIN);
      return bodyFor(environ.pathInfo);
    },
    async check(t) {
      const expected = ["three", "two", "one"].map((name) => [name, true]);
      let seen: unknown[] = [];
      for (const path of ["/whole", "/null", "/stream", "/later"]) {
        const answer = await t.request(path);
        t.ok(answer.complete, path);
        seen = [...seen, ...expected];
        await t.eventually(async () => t.deepEqual(await t.recorded("finish"), seen, path));
      }
    },
  },
  {
    id: "finish-nothing-thrown",
    title: "an application that throws undefined, or rejects with null, has failed: onFinish gets an error",
    proves: ["N11", "S66"],
    needs: ["concurrency"],
    faulty: true,
    app(environ) {
      environ.onFinish((error) => record(environ, "failed", error instanceof Error));
      if (environ.pathInfo === "/rejects") return Promise.reject(null);
      throw undefined;
    },
    async check(t) {
      for (const [i, path] of ["/throws", "/rejects"].entries()) {
        t.equal((await t.request(path)).status, 500, path);
        await t.eventually(async () => t.deepEqual(await t.recorded("failed"), [true, true].slice(0, i + 1)));
      }
    },
  },
  {
    id: "finish-environ",
    title: "the fields of the environ can still be read after the response has ended",
    proves: ["N11", "S13"],
    async app(environ, startResponse) {
      const tell = (): unknown[] => {
        const { remoteAddress, remotePort, scheme, serverName, serverPort, protocol, method } = environ;
        return [remoteAddress, typeof remotePort, scheme, serverName, serverPort, protocol, method];
      };
      // Not before, since a host may cache a field after its first read.
      environ.onFinish(() => record(environ, "late", [...tell(), environ.header("x-case")]));
      const seen = environ.pathInfo === "/early" ? [...tell(), environ.header("x-case")] : [];
      await undefined;
      startResponse(environ.pathInfo === "/missing" ? 404 : 200, PLAIN);
      return environ.pathInfo === "/stream" ? ["a", "b"].values() : JSON.stringify(seen);
    },
    async check(t) {
      const headers = [["x-case", "late"]] as const;
      const early = JSON.parse((await t.request("/early", { headers })).text) as unknown[];
      const seen: unknown[] = [early];
      for (const path of ["/whole", "/stream", "/missing"]) {
        t.ok((await t.request(path, { headers })).complete, path);
        seen.push(early);
        await t.eventually(async () => t.deepEqual(await t.recorded("late"), seen, path));
      }
    },
  },
  {
    id: "finish-after-end",
    title: "onFinish runs after the end of the body, not before, and after the body was closed",
    proves: ["N11"],
    needs: ["streaming", "concurrency"],
    async *app(environ, startResponse) {
      environ.onFinish(() => record(environ, "order", "finish"));
      startResponse(200, PLAIN);
      yield "a";
      record(environ, "order", "before");
      await gate(environ, "end");
      record(environ, "order", "end");
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("a");
      await t.eventually(async () => t.deepEqual(await t.recorded("order"), ["before"]));
      await t.release("end");
      t.ok((await call.rest()).complete);
      await t.eventually(async () => t.deepEqual(await t.recorded("order"), ["before", "end", "finish"]));
    },
  },
  {
    id: "finish-error",
    title: "onFinish gets the error that the application failed with",
    proves: ["N11", "S66"],
    faulty: true,
    app(environ) {
      environ.onFinish((error) => record(environ, "finish", nameOf(error)));
      throw new Error("the same error");
    },
    async check(t) {
      t.equal((await t.request("/")).status, 500);
      await t.eventually(async () => t.deepEqual(await t.recorded("finish"), ["the same error"]));
    },
  },
  {
    id: "finish-callback-fails",
    title: "a failing callback neither prevents the others nor changes the response",
    proves: ["N11"],
    app(environ, startResponse) {
      environ.onFinish(() => record(environ, "finish", "first"));
      environ.onFinish(() => {
        throw new Error("callback failed");
      });
      environ.onFinish(() => record(environ, "finish", "last"));
      startResponse(200, PLAIN);
      return "fine";
    },
    async check(t) {
      const { status, text, complete } = await t.request("/");
      t.deepEqual([status, text, complete], [200, "fine", true]);
      await t.eventually(async () => t.deepEqual(await t.recorded("finish"), ["last", "first"]));
    },
  },
  {
    id: "finish-late",
    title: "a callback registered after the end is also called; a late startResponse sends nothing",
    proves: ["N11"],
    app(environ, startResponse) {
      environ.onFinish(() => {
        environ.onFinish(() => record(environ, "finish", "late"));
        try {
          startResponse(500, PLAIN, new Error("too late"));
        } catch (error) {
          record(environ, "refused", nameOf(error));
        }
      });
      startResponse(200, PLAIN);
      return "fine";
    },
    async check(t) {
      const { status, text } = await t.request("/");
      t.deepEqual([status, text], [200, "fine"]);
      await t.eventually(async () => t.deepEqual(await t.recorded("finish"), ["late"]));
      t.deepEqual(await t.recorded("refused"), ["too late"]);
    },
  },
];
