import { record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for the log, wsgi.errors. */
export const logCases: readonly Case[] = [
  {
    id: "environ-errors",
    title: "the log accepts any text and can be flushed",
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
    title: "text written to the log reaches the host's own log",
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
  ...(["head", "body"] as const).map((when): Case => ({
    id: `log-broken-upload-${when}`,
    title: `an upload that its client aborts is not logged as an error of the application (${when})`,
    proves: ["S24", "S30"],
    needs: ["log", "truncatedUpload", "concurrency", "chunkedUpload"],
    async *app(environ, startResponse) {
      environ.onFinish(() => record(environ, "finished"));
      if (when === "body") {
        startResponse(200, PLAIN);
        yield "begun";
      }
      record(environ, "begun");
      const text = await environ.input.text();
      if (when === "head") startResponse(200, PLAIN);
      yield text;
    },
    async check(t) {
      const before = (await t.log()).split("TSGI_INPUT_TRUNCATED").length;
      const call = await t.start("/", { upload: true });
      await call.write("only this");
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("finished"), [null]));
      t.equal((await t.log()).split("TSGI_INPUT_TRUNCATED").length, before);
    },
  })),
];
