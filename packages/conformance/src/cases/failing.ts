import type { Body, Environ, StartResponse } from "@tsgi/core";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

type Failing = (environ: Environ, startResponse: StartResponse) => unknown;

/** Every way to fail before anything was sent. The messages contain text that no client may see. */
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
  "throws-at-first-step": (environ, startResponse) => {
    startResponse(200, PLAIN);
    return failsAtOnce(environ);
  },
  "rejects-at-first-step": (environ, startResponse) => {
    startResponse(200, PLAIN);
    return failsLater(environ);
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

/** Cases for applications that fail. */
export const failingCases: readonly Case[] = [
  {
    id: "fail-early",
    title: "a failure before the head is a 500 without details, and the server keeps running",
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
    title: "the response to a failure contains nothing of the replaced head",
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
];

function fail(environ: Environ, startResponse: StartResponse): Body {
  if (environ.pathInfo !== "/alive") return early[environ.pathInfo.slice(1)]!(environ, startResponse) as Body;
  startResponse(200, PLAIN);
  return "alive";
}

function secret(environ: Environ): Error {
  return new Error(`of no client's business: ${environ.header("tsgi-run")}`);
}

function* failsAtOnce(environ: Environ): Generator<never> {
  yield fails(environ);
}

async function* failsLater(environ: Environ): AsyncGenerator<never> {
  yield fails(environ);
}

function fails(environ: Environ): never {
  throw secret(environ);
}
