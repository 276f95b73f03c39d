import { asApplication, type ApplicationLike, type StartResponse } from "@tsgi/core";
import { record, runOf } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** The same response from every kind of application. */
const kinds: Readonly<Record<string, ApplicationLike>> = {
  arrow: (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return "same";
  },
  bound: function (this: string, _environ: unknown, startResponse: StartResponse) {
    startResponse(200, PLAIN);
    return this;
  }.bind("same") as ApplicationLike,
  async: async (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return "same";
  },
  *generator(_environ: unknown, startResponse: StartResponse) {
    startResponse(200, PLAIN);
    yield "sa";
    yield "me";
  },
  async *asyncGenerator(_environ: unknown, startResponse: StartResponse) {
    startResponse(200, PLAIN);
    yield "sa";
    yield "me";
  },
  object: {
    handle(_environ, startResponse) {
      startResponse(200, PLAIN);
      return ["sa", "me"];
    },
  },
  class: class {
    readonly #startResponse: StartResponse;
    constructor(_environ: unknown, startResponse: StartResponse) {
      this.#startResponse = startResponse;
    }
    *[Symbol.iterator](): Generator<string> {
      this.#startResponse(200, PLAIN);
      yield "same";
    }
  },
};

const applications = new Map(Object.entries(kinds).map(([name, like]) => [name, asApplication(like)]));

/** Cases for the call of an application. */
export const applicationCases: readonly Case[] = [
  {
    id: "call-arguments",
    title: "the application is called with exactly two arguments, and startResponse returns nothing",
    proves: ["S01", "S36", "S37"],
    app(environ, startResponse) {
      const result: unknown = startResponse(200, PLAIN);
      record(environ, "arguments", runOf(environ).argumentCount);
      record(environ, "result", String(result));
      return null;
    },
    async check(t) {
      t.equal((await t.request("/")).status, 200);
      t.deepEqual(await t.recorded("arguments"), [2]);
      t.deepEqual(await t.recorded("result"), ["undefined"]);
    },
  },
  {
    id: "call-kinds",
    title: "functions of every kind, objects and classes give the same response",
    proves: ["S02", "S59", "P28"],
    app: (environ, startResponse) => applications.get(environ.pathInfo.slice(1))!(environ, startResponse),
    async check(t) {
      for (const kind of Object.keys(kinds)) {
        const answer = await t.request(`/${kind}`);
        t.equal(answer.status, 200, kind);
        t.equal(answer.header("content-type"), "text/plain", kind);
        t.equal(answer.text, "same", kind);
      }
    },
  },
  {
    id: "call-once",
    title: "the application is called once per request",
    proves: ["S03"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return "once";
    },
    async check(t) {
      for (let i = 0; i < 5; i++) t.equal((await t.request("/")).text, "once");
      t.equal((await t.journal()).calls, 5);
    },
  },
  {
    id: "call-started",
    title: "the application's startup ran, once, before the first request",
    proves: ["M14"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return String(runOf(environ).startups);
    },
    async check(t) {
      t.equal((await t.request("/")).text, "1");
      t.equal((await t.request("/")).text, "1");
    },
  },
];
