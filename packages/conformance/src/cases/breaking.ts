import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for bodies that break the promise of their head: too short, too long, or cut off. */
export const breakingCases: readonly Case[] = [
  ...(["throw", "number", "short"] as const).map(late),
  {
    id: "fail-short-stream",
    title: "a stream that ends before its declared length is not a complete response",
    proves: ["S51", "N03", "A23"],
    needs: ["brokenBody"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, [["content-length", "10"]]);
      return environ.pathInfo === "/none" ? [] : ["short"].values();
    },
    async check(t) {
      for (const path of ["/none", "/short"]) {
        // The connection may break before the head was read: that is not a complete response either.
        const answer = await t.request(path).catch(() => undefined);
        t.ok(answer === undefined || answer.status === 500 || !answer.complete, path);
      }
    },
  },
  {
    id: "fail-long-in-step",
    title: "after a body that was cut off at its declared length the connection is in sync and stays open",
    proves: ["S50", "N03"],
    needs: ["rawSocket", "keepAlive"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, [["content-length", "3"]]);
      if (environ.pathInfo === "/whole") return "HTTP/1.1 200 OK";
      return environ.pathInfo === "/exact" ? "abc" : ["HTTP/1.1", " 200 OK"].values();
    },
    async check(t) {
      const wire = await t.connect();
      for (const path of ["/whole", "/exact", "/stream", "/exact"]) {
        const { status, text } = await t.request(path, { on: wire });
        t.deepEqual([status, text], [200, path === "/exact" ? "abc" : "HTT"], path);
      }
    },
  },
  {
    id: "fail-long",
    title: "a whole body longer than declared is cut off, and the connection stays in sync",
    proves: ["S50", "N03", "A23"],
    needs: ["contentLength"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, [["content-length", "3"]]);
      if (environ.pathInfo === "/zero") return "";
      return environ.pathInfo === "/string" ? "a\u3042b" : new Uint8Array(100).fill(0x61);
    },
    async check(t) {
      t.deepEqual([...(await t.request("/string")).body], [0x61, 0xe3, 0x81]);
      const answer = await t.request("/bytes");
      t.deepEqual([answer.text, answer.complete, answer.all("content-length")], ["aaa", true, ["3"]]);
    },
  },
];

function late(kind: "throw" | "number" | "short"): Case {
  const says = { throw: "throws", number: "yields a number", short: "ends too early" }[kind];
  return {
    id: `fail-late-${kind}`,
    title: `a body that ${says} after the head breaks the connection: nothing is appended, nothing ends cleanly`,
    proves: ["S51", "S66", "S67", "U24"],
    needs: ["streaming", "brokenBody", "concurrency"],
    faulty: true,
    async *app(environ, startResponse) {
      if (environ.pathInfo === "/alive") {
        startResponse(200, PLAIN);
        yield "alive";
        return;
      }
      environ.onFinish((error) => record(environ, "finished", error instanceof Error));
      startResponse(200, kind === "short" ? [["content-length", "100"]] : PLAIN);
      yield "sent";
      await gate(environ, "fail");
      if (kind === "throw") throw new Error(`of no client's business: ${environ.header("tsgi-run")}`);
      if (kind === "number") yield 1 as unknown as string;
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("sent");
      await t.release("fail");
      const { status, text, complete } = await call.rest();
      t.deepEqual([status, text, complete], [200, "sent", false]);
      await t.eventually(async () => t.deepEqual(await t.recorded("finished"), [true]));
      t.equal((await t.request("/alive")).text, "alive");
    },
  };
}
