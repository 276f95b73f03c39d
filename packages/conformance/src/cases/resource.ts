import { cascade, mapBody, type Application, type Body, type Environ } from "@tsgi/core";
import { gate, record } from "../_journal.ts";
import { countOpen, fileStream } from "../_platform.ts";
import { PLAIN } from "../_texts.ts";
import type { Case, CaseClient } from "../case.ts";

/** Cases for bodies that hold a resource from their creation on: Node streams. */
export const resourceCases: readonly Case[] = [
  {
    id: "resource-sent",
    title: "a Node stream is a body: it is sent to its end, and closed",
    proves: ["S57", "S58"],
    needs: ["openFiles"],
    app: answer,
    async check(t) {
      const path = await t.file("a file");
      const answered = await t.request("/", { headers: [["x-path", path]] });
      t.deepEqual([answered.status, answered.text, answered.complete], [200, "a file", true]);
      await isClosed(t, path);
    },
  },
  {
    id: "resource-unread",
    title: "a Node stream that is not sent is destroyed: HEAD, 204, 304, mapped or not, skipped by a cascade",
    proves: ["S58", "M07", "N01", "N02"],
    needs: ["openFiles"],
    app: answer,
    async check(t) {
      const path = await t.file(new Uint8Array(1_000_000));
      for (const { method, target, status } of unread) {
        const answered = await t.request(target, { method, headers: [["x-path", path]] });
        t.deepEqual([answered.status, answered.body.length], [status, 0], `${method} ${target}`);
      }
      await isClosed(t, path);
    },
  },
  {
    id: "resource-missing",
    title: "a Node stream of a missing file does not end the process",
    proves: ["S58", "S66", "M07"],
    needs: ["openFiles"],
    app: answer,
    async check(t) {
      for (const { method, target, status } of unread) {
        const answered = await t.request(target, { method, headers: [["x-path", "/no/such/file"]] });
        t.deepEqual([answered.status, answered.body.length], [status, 0], `${method} ${target}`);
      }
      t.equal(await count(t, "/no/such/file"), 0);
    },
  },
  {
    id: "resource-leave",
    title: "a Node stream is destroyed when its client disconnects: before the head, and in mid-stream",
    proves: ["S58", "U18"],
    needs: ["openFiles", "streaming", "disconnect", "backpressure", "concurrency"],
    app: answer,
    async check(t) {
      for (const path of [await t.file(new Uint8Array(40_000_000)), "/no/such/file"]) {
        const early = await t.start("/wait", { headers: [["x-path", path]] });
        await t.eventually(async () => t.ok((await t.recorded("waits")).includes(path)));
        early.leave();
        await t.eventually(async () => t.ok((await t.recorded("left")).includes(path)));
        await t.release(path);
        await t.eventually(async () => t.ok((await t.recorded("closed")).includes(path)));
      }
      const path = await t.file(new Uint8Array(40_000_000));
      const late = await t.start("/mapped", { headers: [["x-path", path]] });
      await late.head();
      await t.eventually(async () => t.equal(await count(t, path), 1));
      late.leave();
      await isClosed(t, path);
    },
  },
];

const unread = [
  { method: "HEAD", target: "/", status: 200 },
  { method: "HEAD", target: "/mapped", status: 200 },
  { method: "GET", target: "/204", status: 204 },
  { method: "GET", target: "/304", status: 304 },
  { method: "GET", target: "/304/mapped", status: 304 },
  { method: "GET", target: "/skipped", status: 204 },
] as const;

const skipping = cascade([
  (environ, startResponse) => {
    startResponse(404, PLAIN);
    return bodyOf(environ);
  },
  (_environ, startResponse) => {
    startResponse(204, []);
    return null;
  },
]);

function answer(...[environ, startResponse]: Parameters<Application>): ReturnType<Application> {
  if (environ.pathInfo === "/count") {
    startResponse(200, PLAIN);
    return String(countOpen(environ.header("x-path")!));
  }
  if (environ.pathInfo === "/wait") return answerLate(environ, startResponse);
  if (environ.pathInfo === "/skipped") return skipping(environ, startResponse);
  const [, status] = /^\/(204|304)/.exec(environ.pathInfo) ?? [];
  startResponse(Number(status ?? 200), status === undefined ? PLAIN : []);
  return bodyOf(environ);
}

/** Responds after its client has disconnected. */
async function answerLate(...[environ, startResponse]: Parameters<Application>): Promise<Body> {
  const path = environ.header("x-path")!;
  environ.signal.addEventListener("abort", () => record(environ, "left", path));
  record(environ, "waits", path);
  await gate(environ, path);
  const stream = fileStream(path);
  stream.on("close", () => record(environ, "closed", path));
  startResponse(200, PLAIN);
  return stream;
}

function bodyOf(environ: Environ): Body {
  const stream = fileStream(environ.header("x-path")!);
  return environ.pathInfo.endsWith("/mapped") ? mapBody(stream, { chunk: (chunk) => chunk }) : stream;
}

async function count(t: CaseClient, path: string): Promise<number> {
  return Number((await t.request("/count", { headers: [["x-path", path]] })).text);
}

function isClosed(t: CaseClient, path: string): Promise<void> {
  return t.eventually(async () => t.equal(await count(t, path), 0));
}
