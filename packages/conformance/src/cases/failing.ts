import type { Body, Environ, StartResponse } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

type Failing = (environ: Environ, startResponse: StartResponse) => unknown;

/** Every way to fail before anything was sent. The messages hold what no client may read. */
const early: Readonly<Record<string, Failing>> = {
  throws: (environ) => {
    throw secret(environ);
  },
  "throws-no-error": () => {
    throw "a string";
  },
  "throws-undefined": () => {
    throw undefined;
  },
  rejects: async (environ) => {
    throw secret(environ);
  },
  "throws-after-start": (environ, startResponse) => {
    startResponse(200, PLAIN);
    throw secret(environ);
  },
  *"throws-at-first-step"(environ, startResponse) {
    startResponse(200, PLAIN);
    throw secret(environ);
  },
  async *"rejects-at-first-step"(environ, startResponse) {
    startResponse(200, PLAIN);
    throw secret(environ);
  },
  "stream-errors": (environ, startResponse) => {
    startResponse(200, PLAIN);
    return new ReadableStream({ start: (controller) => controller.error(secret(environ)) });
  },
  "iterator-throws": (environ, startResponse) => {
    startResponse(200, PLAIN);
    return {
      [Symbol.iterator]: () => {
        throw secret(environ);
      },
    };
  },
  "never-starts-string": () => "no head",
  "never-starts-null": () => null,
  *"never-starts-generator"() {
    yield "no head";
  },
  async *"never-starts-empty"() {},
  "returns-undefined": (_environ, startResponse) => startResponse(200, PLAIN),
  "returns-number": (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return 42;
  },
  "returns-object": (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return { text: "no body" };
  },
  "yields-number": (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return [1, 2];
  },
  "holds-number": (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return [1];
  },
  *"yields-null"(_environ, startResponse) {
    startResponse(200, PLAIN);
    yield null;
  },
  "too-short": (_environ, startResponse) => {
    startResponse(200, [["content-length", "10"]]);
    return "short";
  },
};

/** What becomes of applications that fail. */
export const failingCases: readonly Case[] = [
  {
    id: "fail-early",
    title: "a failure before the head is a 500 without details, and the server goes on",
    proves: ["S61", "S66", "A03", "A04", "P20", "U24"],
    faulty: true,
    app: fail,
    async check(t) {
      for (const name of Object.keys(early)) {
        const answer = await t.request(`/${name}`);
        t.deepEqual([answer.status, answer.complete], [500, true], name);
        t.ok(!answer.text.includes(t.run) && !/\bat \S+:\d+/.test(answer.text), `${name}: ${answer.text}`);
        t.ok(!/ignored|no head|no body/.test(answer.text), `${name}: ${answer.text}`);
        t.equal((await t.request("/alive")).text, "alive", name);
      }
    },
  },
  {
    id: "fail-early-answer",
    title: "the answer to a failure holds nothing of the head that was replaced",
    proves: ["S46", "S66"],
    needs: ["bareErrors"],
    faulty: true,
    app: fail,
    async check(t) {
      const answer = await t.request("/too-short");
      t.deepEqual([answer.status, answer.text], [500, "Internal Server Error"]);
      t.deepEqual(answer.all("content-length"), ["21"]);
      t.match(answer.header("content-type"), /^text\/plain/);
    },
  },
  {
    id: "fail-keep-alive",
    title: "the connection stays usable after every kind of failure before the head",
    proves: ["S66", "U20"],
    needs: ["keepAlive", "rawSocket"],
    faulty: true,
    app: fail,
    async check(t) {
      const wire = await t.connect();
      for (const name of Object.keys(early)) {
        t.equal((await t.request(`/${name}`, { on: wire })).status, 500, name);
        t.equal((await t.request("/alive", { on: wire })).text, "alive", name);
      }
    },
  },
  {
    id: "fail-logged",
    title: "a failure is logged once, with its cause",
    proves: ["S66", "U24"],
    needs: ["log"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      throw new Error(`outer ${environ.header("tsgi-run")}`, { cause: new Error("the inner cause") });
    },
    async check(t) {
      t.equal((await t.request("/")).status, 500);
      await t.eventually(async () => {
        const log = await t.log();
        t.equal(log.split(`outer ${t.run}`).length, 2);
        t.match(log.slice(log.indexOf(`outer ${t.run}`)), /the inner cause/);
      });
    },
  },
  ...(["throw", "number", "short"] as const).map(late),
  {
    id: "fail-short-stream",
    title: "a stream that ends before its declared length is no complete response",
    proves: ["S51", "N03", "A23"],
    needs: ["brokenBody"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, [["content-length", "10"]]);
      return environ.pathInfo === "/none" ? [] : ["short"].values();
    },
    async check(t) {
      for (const path of ["/none", "/short"]) {
        // The connection may break before the head was read: that is no complete response either.
        const answer = await t.request(path).catch(() => undefined);
        t.ok(answer === undefined || answer.status === 500 || !answer.complete, path);
      }
    },
  },
  {
    id: "fail-long",
    title: "a whole body longer than declared is cut, and the connection stays in step",
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

function fail(environ: Environ, startResponse: StartResponse): Body {
  if (environ.pathInfo !== "/alive") return early[environ.pathInfo.slice(1)]!(environ, startResponse) as Body;
  startResponse(200, PLAIN);
  return "alive";
}

function secret(environ: Environ): Error {
  return new Error(`of no client's business: ${environ.header("tsgi-run")}`);
}

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
      if (kind === "throw") throw secret(environ);
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
