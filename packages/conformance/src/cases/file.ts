import { mapBody, type Application, type FileRange } from "@tsgi/core";
import { record } from "../_journal.ts";
import { countOpen } from "../_platform.ts";
import { PLAIN, pattern, sameBytes } from "../_texts.ts";
import type { Answer, Case, CaseClient } from "../case.ts";

/** Cases for files as bodies. The check creates a file on the host's disk and sends its path. */
export const fileCases: readonly Case[] = [
  {
    id: "file-whole",
    title: "a file is sent with its length, byte for byte",
    proves: ["F05", "F06", "P6", "P7", "P8", "P26"],
    needs: ["fileBody"],
    app: sendFile,
    async check(t) {
      for (const size of [0, 1, 14_750, 300_000]) {
        const answer = await ask(t, await t.file(pattern(size)));
        t.deepEqual([answer.status, answer.all("content-length")], [200, [String(size)]]);
        t.ok(answer.complete && sameBytes(answer.body, pattern(size)), `${size} bytes`);
      }
    },
  },
  {
    id: "file-range",
    title: "a range is sent up to the end of the file",
    proves: ["F05"],
    needs: ["fileBody"],
    app: sendFile,
    async check(t) {
      const path = await t.file("0123456789");
      const ranges: readonly (readonly [range: FileRange, text: string])[] = [
        [{ start: 3 }, "3456789"],
        [{ length: 3 }, "012"],
        [{ start: 2, length: 3 }, "234"],
        [{ start: 8, length: 100 }, "89"],
        [{ start: 10 }, ""],
        [{ start: 100, length: 5 }, ""],
        [{ start: 0, length: 0 }, ""],
      ];
      for (const [range, text] of ranges) {
        const answer = await ask(t, path, range);
        t.deepEqual(
          [answer.text, answer.all("content-length")],
          [text, [String(text.length)]],
          JSON.stringify(range),
        );
      }
    },
  },
  {
    id: "file-head",
    title: "HEAD sends a file's length and none of its bytes",
    proves: ["N02", "F03"],
    needs: ["fileBody", "headResponse"],
    app: sendFile,
    async check(t) {
      const path = await t.file("0123456789");
      const answer = await t.request("/", { method: "HEAD", headers: [["x-path", path]] });
      t.deepEqual([answer.status, answer.body.length], [200, 0]);
      const length = answer.header("content-length");
      t.ok(length === undefined || length === "10", String(length));
    },
  },
  {
    id: "file-declared",
    title: "a declared length that differs from the file's is never exceeded, and never completed with less",
    proves: ["F05", "S50", "S51"],
    needs: ["fileBody", "brokenBody"],
    faulty: true,
    app: sendFile,
    async check(t) {
      const path = await t.file("0123456789");
      const short = await t.request("/", {
        headers: [
          ["x-path", path],
          ["x-length", "4"],
        ],
      });
      t.deepEqual([short.text, short.complete], ["0123", true]);
      const long = await t
        .request("/", {
          headers: [
            ["x-path", path],
            ["x-length", "40"],
          ],
        })
        .catch(() => undefined);
      t.ok(long === undefined || long.status === 500 || !long.complete);
    },
  },
  {
    id: "file-missing",
    title: "a missing file, or a path that is not a file, is a 500 that does not reveal the path",
    proves: ["S66", "F02"],
    needs: ["fileBody"],
    faulty: true,
    app: sendFile,
    async check(t) {
      for (const path of ["/no/such/file", "/"]) {
        const answer = await ask(t, path);
        t.equal(answer.status, 500);
        t.ok(!answer.text.includes("such"));
      }
      t.equal((await ask(t, await t.file("there"))).text, "there");
    },
  },
  {
    id: "file-unused",
    title: "a file body that is not returned is neither opened nor sent",
    proves: ["F02", "X01"],
    needs: ["fileBody", "openFiles"],
    app: sendFile,
    async check(t) {
      const path = await t.file("unused");
      const answer = await t.request("/unused", { headers: [["x-path", path]] });
      t.equal(answer.text, "something else");
      t.deepEqual(await t.recorded("open"), [0]);
    },
  },
  {
    id: "file-closed",
    title: "the file is closed however the response ends",
    proves: ["F03", "S58"],
    needs: ["fileBody", "openFiles", "disconnect", "backpressure"],
    faulty: true,
    app: sendFile,
    async check(t) {
      const path = await t.file(new Uint8Array(40_000_000));
      const headers = [["x-path", path]] as const;
      // The file is open while a client does not read it: the count shows it.
      const call = await t.start("/", { headers });
      await call.head();
      await t.eventually(async () => t.equal(await openFiles(t, path), 1));
      call.leave();
      await t.eventually(async () => t.equal(await openFiles(t, path), 0));
      t.equal((await t.request("/", { headers })).body.length, 40_000_000);
      await t.request("/", { method: "HEAD", headers });
      await t.request("/", { headers: [...headers, ["x-length", "10"]] });
      await t.request("/204", { headers });
      await t.request("/mapped", { headers: [...headers, ["x-length", "10"]] });
      await t.eventually(async () => t.equal(await openFiles(t, path), 0));
    },
  },
  {
    id: "file-mapped",
    title: "a file body that a middleware maps is iterated, and does not bypass the middleware",
    proves: ["F04", "F07", "M02"],
    needs: ["fileBody"],
    app: sendFile,
    async check(t) {
      const path = await t.file("a file");
      t.equal((await t.request("/mapped", { headers: [["x-path", path]] })).text, "A FILE");
      const kept = await t.request("/identity", { headers: [["x-path", path]] });
      t.deepEqual([kept.text, kept.all("content-length")], ["a file", ["6"]]);
    },
  },
];

function sendFile(...[environ, startResponse]: Parameters<Application>): ReturnType<Application> {
  const path = environ.header("x-path")!;
  if (environ.pathInfo === "/count") {
    startResponse(200, PLAIN);
    return String(countOpen(path));
  }
  const length = environ.header("x-length");
  const range = JSON.parse(environ.header("x-range") ?? "{}") as FileRange;
  const body = environ.fileBody!(path, range);
  startResponse(
    environ.pathInfo === "/204" ? 204 : 200,
    length === undefined ? PLAIN : [["content-length", length]],
  );
  if (environ.pathInfo === "/unused") {
    record(environ, "open", countOpen(path));
    return "something else";
  }
  if (environ.pathInfo !== "/mapped") return body;
  return mapBody(body, { chunk: (chunk) => new TextDecoder().decode(chunk as Uint8Array).toUpperCase() });
}

function ask(t: CaseClient, path: string, range: FileRange = {}): Promise<Answer> {
  return t.request("/", {
    headers: [
      ["x-path", path],
      ["x-range", JSON.stringify(range)],
    ],
  });
}

async function openFiles(t: CaseClient, path: string): Promise<number> {
  return Number((await t.request("/count", { headers: [["x-path", path]] })).text);
}
