import { cascade, compose, mapBody, mount, type Application, type Body, type Middleware } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

const identity: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);

/** Converts a streamed body to upper case, chunk by chunk. */
const shout: Middleware = (app) => (environ, startResponse) => {
  const body = app(environ, startResponse) as Body;
  return mapBody(body, { chunk: (chunk) => String(chunk).toUpperCase() });
};

/** Cases for middleware on a real host. */
export const middlewareCases: readonly Case[] = [
  {
    id: "middleware-identity",
    title: "middleware that does nothing changes nothing: length, error and kind of body stay",
    proves: ["M02", "M15"],
    needs: ["contentLength"],
    faulty: true,
    app: compose(
      identity,
      identity,
    )((environ, startResponse) => {
      if (environ.pathInfo === "/throws") throw new Error("through");
      startResponse(200, PLAIN);
      return "whole";
    }),
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.text, answer.all("content-length")], ["whole", ["5"]]);
      t.equal((await t.request("/throws")).status, 500);
    },
  },
  {
    id: "middleware-undelayed",
    title: "a chunk passes a mapping middleware before the next one exists",
    proves: ["M03", "M04"],
    needs: ["streaming", "concurrency"],
    app: shout(async function* (environ, startResponse) {
      startResponse(200, PLAIN);
      yield "first ";
      await gate(environ, "second");
      yield "second";
    }),
    async check(t) {
      const call = await t.start("/");
      t.equal(await call.until("FIRST "), "FIRST ");
      await t.release("second");
      t.equal((await call.rest()).text, "FIRST SECOND");
    },
  },
  {
    id: "middleware-closes",
    title: "a mapping middleware closes the inner body once: at the end, early, after an error",
    proves: ["M06", "S58"],
    faulty: true,
    app: shout(function* (environ, startResponse) {
      startResponse(200, environ.pathInfo === "/cut" ? [["content-length", "1"]] : PLAIN);
      try {
        yield "a";
        if (environ.pathInfo === "/throws") throw new Error("inner");
        yield "b";
      } finally {
        record(environ, "closed", environ.pathInfo);
      }
    }),
    async check(t) {
      t.equal((await t.request("/end")).text, "AB");
      t.equal((await t.request("/cut")).text, "A");
      // The client receives its byte before the body is closed.
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), ["/end", "/cut"]));
      await t.request("/throws").catch(() => {}); // another case covers the failure
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), ["/end", "/cut", "/throws"]));
    },
  },
  {
    id: "middleware-cascade",
    title:
      "a cascade closes the bodies of discarded responses, and each application sees the original request",
    proves: ["M07", "M13"],
    app: cascade([
      (environ, startResponse) => {
        startResponse(404, PLAIN);
        environ.pathInfo = "/rewritten";
        return (function* () {
          try {
            yield "discarded";
          } finally {
            record(environ, "closed");
          }
        })();
      },
      async function* (environ, startResponse) {
        try {
          startResponse(404, [["x-discarded", "1"]]);
          yield "discarded";
        } finally {
          record(environ, "closed");
        }
      },
      (environ, startResponse) => {
        startResponse(200, PLAIN);
        return environ.pathInfo;
      },
    ]),
    async check(t) {
      const answer = await t.request("/original");
      t.deepEqual([answer.status, answer.text, answer.header("x-discarded")], [200, "/original", undefined]);
      // The first was closed before its first step, so only the finally block of the second has run.
      t.deepEqual(await t.recorded("closed"), [null]);
    },
  },
  {
    id: "middleware-mount",
    title:
      "under a mount, scriptName and pathInfo together are still the path of the target, whatever is encoded",
    proves: ["M13", "S06", "S07", "P1", "U3"],
    needs: ["encodedPath"],
    app: mount({ "/api": mount({ "/v1": showParts, "/": showNothing() }), "/": showNothing() }),
    async check(t) {
      const samples = [
        ["/api/v1/x%2Fy?q=1", "/api/v1", "/x%2Fy"],
        ["/api/v1", "/api/v1", ""],
        ["/%61pi/v1/", "/%61pi/v1", "/"],
      ] as const;
      for (const [path, scriptName, pathInfo] of samples) {
        const { text } = await t.request(path);
        t.deepEqual(JSON.parse(text), [t.prefix + scriptName, pathInfo, t.prefix + path, t.prefix + path]);
      }
      t.equal((await t.request("/api%2Fv1/x")).text, "elsewhere");
    },
  },
  {
    id: "middleware-replaces-error",
    title: "middleware may respond to an application's failure",
    proves: ["M08", "M09"],
    app: errorPage((environ, startResponse) => {
      startResponse(200, [["x-first", "1"]]);
      throw new Error(`inner ${environ.method}`);
    }),
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual(
        [answer.status, answer.text, answer.header("x-first")],
        [502, "sorry: inner GET", undefined],
      );
    },
  },
];

function showParts(...[environ, startResponse]: Parameters<Application>): Body {
  const { scriptName, pathInfo, queryString, target } = environ;
  startResponse(200, PLAIN);
  return JSON.stringify([
    scriptName,
    pathInfo,
    scriptName + pathInfo + (queryString && `?${queryString}`),
    target,
  ]);
}

function showNothing(): Application {
  return (_environ, startResponse) => {
    startResponse(200, PLAIN);
    return "elsewhere";
  };
}

function errorPage(app: Application): Application {
  return (environ, startResponse) => {
    try {
      return app(environ, startResponse);
    } catch (error) {
      startResponse(502, PLAIN, error);
      return `sorry: ${(error as Error).message}`;
    }
  };
}
