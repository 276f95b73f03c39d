import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** The log, wsgi.errors. */
export const logCases: readonly Case[] = [
  {
    id: "environ-errors",
    title: "the log takes any text and can be flushed",
    proves: ["S22", "S23", "S35", "P18"],
    async app(environ, startResponse) {
      for (const text of ["plain\n", "snow \u{1f328}\n", "lone \ud800 surrogate\n", "nul \0\n", ""]) {
        environ.errors.write(text);
      }
      await environ.errors.flush();
      startResponse(200, PLAIN);
      return "written";
    },
    async check(t) {
      t.equal((await t.request("/")).text, "written");
    },
  },
  {
    id: "environ-errors-log",
    title: "what is written to the log reaches the host's own log",
    proves: ["S22", "S24"],
    needs: ["log"],
    app(environ, startResponse) {
      environ.errors.write(`marker ${environ.header("tsgi-run")}\n`);
      startResponse(204, []);
      return null;
    },
    async check(t) {
      await t.request("/");
      await t.eventually(async () => t.equal((await t.log()).split(`marker ${t.run}\n`).length, 2));
    },
  },
];
