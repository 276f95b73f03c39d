import type { Body, Environ } from "@tsgi/core";
import { record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

const variants: Readonly<Record<string, (environ: Environ) => Body>> = {
  null: () => null,
  string: () => "four",
  bytes: () => new Uint8Array(4),
  array: () => ["four"],
  chunks: () => ["fo", "ur"],
  *generator() {
    yield "four";
  },
  async *asyncGenerator() {
    yield "four";
  },
  stream: (environ) => new ReadableStream<Uint8Array>({ cancel: () => record(environ, "cancelled") }),
  *endless() {
    for (;;) yield "x";
  },
  async *endlessLater() {
    for (;;) yield "x";
  },
};

/** Responses that have no body, whatever the application returns. */
export const bodilessCases: readonly Case[] = [
  {
    id: "head-method",
    title: "HEAD sends only the head, for every kind of body, and closes every body",
    proves: ["S58", "N02", "A29", "M07", "U23"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return variants[environ.pathInfo.slice(1)]!(environ);
    },
    async check(t) {
      for (const name of Object.keys(variants)) {
        const answer = await t.request(`/${name}`, { method: "HEAD" });
        t.deepEqual([answer.status, answer.header("content-type")], [200, "text/plain"], name);
        t.deepEqual([answer.body.length, answer.complete], [0, true], name);
      }
      await t.eventually(async () => t.deepEqual(await t.recorded("cancelled"), [null]));
    },
  },
  {
    id: "head-method-stream-length",
    title: "HEAD of a stream with a declared length sends it only if GET does",
    proves: ["N02", "U23"],
    app(_environ, startResponse) {
      startResponse(200, [["content-length", "2"]]);
      return (async function* () {
        yield "a";
        yield "b";
      })();
    },
    async check(t) {
      const get = await t.request("/");
      const head = await t.request("/", { method: "HEAD" });
      t.equal(get.text, "ab");
      const told = head.all("content-length");
      t.ok(
        told.length === 0 || told.join() === get.all("content-length").join(),
        `HEAD ${told}, GET ${get.framing}`,
      );
    },
  },
  {
    id: "head-method-length",
    title: "HEAD sends the length that GET has, counted or declared, and no other",
    proves: ["N02", "A29", "U23"],
    needs: ["headResponse", "contentLength"],
    app(environ, startResponse) {
      const { pathInfo } = environ;
      startResponse(200, pathInfo === "/declared" ? [["content-length", "1000"]] : PLAIN);
      if (pathInfo === "/whole") return "four";
      return pathInfo === "/declared" ? null : (async function* () {})();
    },
    async check(t) {
      t.deepEqual((await t.request("/whole", { method: "HEAD" })).all("content-length"), ["4"]);
      t.deepEqual((await t.request("/declared", { method: "HEAD" })).all("content-length"), ["1000"]);
    },
  },
  {
    id: "head-method-late-start",
    title: "HEAD works with a body that calls startResponse at its first step",
    proves: ["S59", "N02"],
    *app(environ, startResponse) {
      startResponse(203, PLAIN);
      try {
        for (;;) yield "x";
      } finally {
        record(environ, "closed");
      }
    },
    async check(t) {
      const answer = await t.request("/", { method: "HEAD" });
      t.deepEqual([answer.status, answer.body.length], [203, 0]);
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), [null]));
    },
  },
  {
    id: "head-method-failure",
    title: "a failure under HEAD is a 500 without a body",
    proves: ["N02", "S66"],
    faulty: true,
    app() {
      throw new Error("failed");
    },
    async check(t) {
      const answer = await t.request("/", { method: "HEAD" });
      t.deepEqual([answer.status, answer.body.length], [500, 0]);
    },
  },
  {
    id: "head-method-in-step",
    title: "after HEAD, 204, 205 and 304 the connection is in sync: no byte of the body was sent",
    proves: ["N01", "N02", "U23"],
    needs: ["rawSocket", "keepAlive"],
    app(environ, startResponse) {
      const [status, kind] = environ.pathInfo.slice(1).split("-") as [string, string];
      startResponse(Number(status), PLAIN);
      return variants[kind]!(environ);
    },
    async check(t) {
      const wire = await t.connect();
      for (const name of Object.keys(variants)) {
        for (const [method, status] of [
          ["HEAD", 200],
          ["GET", 204],
          ["GET", 205],
          ["GET", 304],
          ["HEAD", 304],
        ] as const) {
          const answer = await t.request(`/${status}-${name}`, { method, on: wire });
          t.deepEqual([answer.status, answer.body.length], [status, 0], `${method} ${status} ${name}`);
        }
        t.equal((await t.request("/200-string", { on: wire })).text, "four", name);
      }
    },
  },
  {
    id: "no-content",
    title: "204 and 304 have neither body nor Content-Length, even a declared one",
    proves: ["N01", "P24", "U9", "U23"],
    app(environ, startResponse) {
      startResponse(Number(environ.pathInfo.slice(1)), [["content-length", "4"]]);
      return "four";
    },
    faulty: true,
    async check(t) {
      for (const status of [204, 304]) {
        const answer = await t.request(`/${status}`);
        t.deepEqual([answer.status, answer.body.length, answer.complete], [status, 0, true]);
        t.deepEqual(
          [answer.header("content-length"), answer.header("transfer-encoding")],
          [undefined, undefined],
        );
        t.equal(answer.header("content-type"), undefined);
      }
    },
  },
  {
    id: "reset-content",
    title: "205 has no body",
    proves: ["N01"],
    app(environ, startResponse) {
      startResponse(205, []);
      return variants[environ.pathInfo.slice(1)]!(environ);
    },
    async check(t) {
      for (const name of ["null", "string", "generator", "endless"]) {
        const answer = await t.request(`/${name}`);
        t.deepEqual([answer.status, answer.body.length, answer.complete], [205, 0, true], name);
      }
    },
  },
];
