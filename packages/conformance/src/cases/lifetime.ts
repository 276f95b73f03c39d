import { createKey, type Environ } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { PLAIN, bodyFor } from "../_texts.ts";
import type { Case } from "../case.ts";

const user = createKey<string>("conformance.user");
const same = createKey<string>("conformance.user");

/** Cases for per-request state: callbacks, work that outlives the request, values, the signal. */
export const lifetimeCases: readonly Case[] = [
  {
    id: "signal-success",
    title: "the signal never fires on success, no matter when it was read",
    proves: ["U19"],
    app(environ, startResponse) {
      const watch = (): void => {
        environ.signal.addEventListener("abort", () => record(environ, "aborted"));
      };
      if (environ.pathInfo !== "/late") watch();
      environ.onFinish(() => {
        if (environ.pathInfo === "/late") watch();
        record(environ, "finished", environ.signal.aborted);
        // Effects of the connection's end arrive in a later turn.
        setTimeout(() => record(environ, "later", environ.signal.aborted), 20);
      });
      startResponse(200, PLAIN);
      return bodyFor(environ.pathInfo);
    },
    async check(t) {
      const paths = ["/whole", "/null", "/stream", "/later", "/late"];
      for (const path of paths) {
        const call = await t.start(path);
        t.ok((await call.rest()).complete, path);
        call.leave();
      }
      const never = paths.map(() => false);
      await t.eventually(async () => t.deepEqual(await t.recorded("later"), never));
      t.deepEqual(await t.recorded("finished"), never);
      t.deepEqual(await t.recorded("aborted"), []);
    },
  },
  {
    id: "signal-same",
    title: "a request and the environs derived from it share one signal",
    proves: ["U18"],
    app(environ, startResponse) {
      const { signal } = environ;
      startResponse(200, PLAIN);
      return String(
        signal === environ.signal && signal === environ.derive().signal && signal instanceof AbortSignal,
      );
    },
    async check(t) {
      t.equal((await t.request("/")).text, "true");
    },
  },
  {
    id: "wait-until",
    title: "waitUntil lets work outlive the response, which does not wait for it",
    proves: ["U25"],
    needs: ["concurrency", "outliving"],
    app(environ, startResponse) {
      const work = async (): Promise<void> => {
        await gate(environ, "work");
        record(environ, "worked");
      };
      environ.waitUntil(work());
      startResponse(200, PLAIN);
      return "answered";
    },
    async check(t) {
      t.equal((await t.request("/")).text, "answered");
      t.deepEqual(await t.recorded("worked"), []);
      await t.release("work");
      await t.eventually(async () => t.deepEqual(await t.recorded("worked"), [null]));
    },
  },
  {
    id: "wait-until-rejected",
    title: "failing work causes no unhandled rejection",
    proves: ["U25", "S66"],
    app(environ, startResponse) {
      environ.waitUntil(Promise.reject(new Error(`work failed ${environ.header("tsgi-run")}`)));
      startResponse(200, PLAIN);
      return "answered";
    },
    async check(t) {
      t.equal((await t.request("/")).text, "answered");
      t.equal((await t.request("/")).text, "answered");
    },
  },
  {
    id: "wait-until-logged",
    title: "failing work is logged",
    proves: ["U25", "S66"],
    needs: ["log"],
    app(environ, startResponse) {
      environ.waitUntil(Promise.reject(new Error(`work failed ${environ.header("tsgi-run")}`)));
      startResponse(200, PLAIN);
      return "answered";
    },
    async check(t) {
      await t.request("/");
      await t.eventually(async () => t.equal((await t.log()).split(`work failed ${t.run}`).length, 2));
    },
  },
  {
    id: "values",
    title:
      "values are found under their key, also in derived environs, and not under another key of the same name",
    proves: ["S28", "M12"],
    app(environ, startResponse) {
      const derived = environ.derive({ pathInfo: "/elsewhere" });
      const before = environ.get(user);
      derived.set(user, "me");
      startResponse(200, PLAIN);
      return JSON.stringify([before === undefined, environ.get(user), environ.get(same) === undefined]);
    },
    async check(t) {
      for (let i = 0; i < 2; i++) t.equal((await t.request("/")).text, '[true,"me",true]');
    },
  },
  {
    id: "derive",
    title: "a derived environ has the same class and exchange, and does not change the original",
    proves: ["M13", "S04"],
    app(environ, startResponse) {
      const copy = environ.derive({
        method: "PUT",
        scriptName: "/s",
        pathInfo: "/p",
        queryString: "q",
        headers: ["A", "1"],
      });
      startResponse(200, PLAIN);
      return JSON.stringify([
        partsOf(environ),
        partsOf(copy),
        copy.constructor === environ.constructor,
        copy.header("a"),
      ]);
    },
    async check(t) {
      const [original, copy, isSame, header] = JSON.parse((await t.request("/x?y=1")).text) as unknown[];
      t.equal(original, `GET ${t.prefix} /x y=1 ${t.prefix}/x?y=1`);
      t.equal(copy, `PUT /s /p q ${t.prefix}/x?y=1`);
      t.deepEqual([isSame, header], [true, "1"]);
    },
  },
];

function partsOf({ method, scriptName, pathInfo, queryString, target }: Environ): string {
  return [method, scriptName, pathInfo, queryString, target].join(" ");
}
