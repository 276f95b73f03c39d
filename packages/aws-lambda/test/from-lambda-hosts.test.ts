import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toLambda, toLambdaStream } from "../src/index.ts";
import { serveLocally } from "../src/local/index.ts";
import { appOnNode } from "./fixtures/functions/app-node.ts";

const file = (name: string): string => join(import.meta.dirname, "fixtures/functions", name);
const errors = { write: () => {}, flush: () => {} };

interface Host {
  readonly url: string;
  close(): Promise<void>;
}

/** The same functions everywhere; on workerd without any `node:` module. */
const hosts: Readonly<Record<string, () => Promise<Host>>> = {
  node: async () => runningHost(ServerProcess.ofScript(file("node.ts"))),
  bun: async () => runningHost(await ServerProcess.onRuntime("bun", file("bun.ts"))),
  deno: async () => runningHost(await ServerProcess.onRuntime("deno", file("deno.ts"))),
  workerd: async () => startWorkerd(file("worker.ts")),
  "lambda, buffered": () => serveLocally(toLambda(appOnNode, { log: errors }), { event: "url", port: 0 }),
  "lambda, streaming": () =>
    serveLocally(toLambdaStream(appOnNode, { log: errors }), { event: "url", port: 0 }),
};

type Ask = readonly [target: string, init?: RequestInit];
const every = Uint8Array.from({ length: 256 }, (_, i) => i);
const requests: readonly Ask[] = [
  ["echo"],
  ["echo/a%20b/%C3%BC?x=1&x=2&y=%2C", { headers: { cookie: "c=1; d=2", "x-list": "1, 2" } }],
  ["echo", { method: "POST", body: "text", headers: { "content-type": "text/plain" } }],
  ["echo", { method: "PUT", body: new URLSearchParams({ a: "1 2" }) }],
  ["echo", { method: "DELETE" }],
  ["bytes", { method: "POST", body: every, headers: { "content-type": "image/png" } }],
  ["callback/x"],
  ["stream/y"],
  ["bare"],
  ["plain"],
  ["fails"],
  ["malformed"],
  ["late"],
  ["stream", { method: "HEAD" }],
  ["nowhere"],
];

/** A whole response, except for what the hosts add. */
async function answerOf(url: string, [target, init]: Ask): Promise<object> {
  const response = await fetch(url + target, init);
  const ours = ["content-type", "x-left", "x-one"].map((name) => response.headers.get(name));
  const body = Buffer.from(await response.arrayBuffer()).toString("latin1");
  return { target, status: response.status, ours, cookies: response.headers.getSetCookie(), body };
}

/** Hosts that also have Node streams. */
const onNodeStreams: readonly Ask[] = [["piped"], ["to-web"]];
const lines = Array.from({ length: 100 }, (_, i) => `${i} ${"x".repeat(999)}\n`).join("");

const expected: Promise<object[]> = (async () => {
  await using server = await serveLocally(toLambda(appOnNode, { log: errors }), { event: "v2", port: 0 });
  return await Promise.all(requests.map((request) => answerOf(server.url, request)));
})();

test("the answers are those that the functions return", async () => {
  const answers = (await expected) as { status: number; body: string }[];
  expect(answers.map(({ status }) => status)).toEqual([
    201, 201, 201, 201, 201, 200, 200, 203, 200, 200, 500, 502, 504, 203, 404,
  ]);
  expect(JSON.parse(Buffer.from(answers[1]!.body, "latin1").toString())).toEqual({
    method: "GET",
    stage: "echo",
    path: "/echo/a b/ü",
    query: "x=1&x=2&y=%2C",
    cookies: ["c=1", "d=2"],
    list: "1, 2",
    isBase64Encoded: false,
  });
  expect(answers[5]!.body).toBe(Buffer.from(every).toString("latin1"));
  expect(answers[7]!.body.split("\n")).toHaveLength(201);
});

test.each(Object.keys(hosts).filter((name) => name !== "workerd"))(
  "%s: Node's streams write to a function's stream",
  async (name) => {
    const host = await hosts[name]!();
    try {
      for (const request of onNodeStreams) {
        expect(await answerOf(host.url, request)).toMatchObject({ status: 200, body: lines });
      }
    } finally {
      await host.close();
    }
  },
);

test.each(Object.keys(hosts))("%s returns the same responses", async (name) => {
  const host = await hosts[name]!();
  try {
    const answers = await Promise.all(requests.map((request) => answerOf(host.url, request)));
    expect(answers).toEqual(await expected);
    // Once more: the process has outlived the failures.
    expect(await answerOf(host.url, requests[0]!)).toEqual((await expected)[0]);
  } finally {
    await host.close();
  }
});

describe("other lines of Node", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsgi-from-lambda-"));
    const conditionNames = ["@tsgi/source", "node", "import", "default"];
    const build = await rolldown({ input: file("node.ts"), platform: "node", resolve: { conditionNames } });
    await build.write({ file: join(folder, "node.mjs"), format: "esm" });
    await build.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(["20", "22", "26"] as const)("Node %s returns the same responses", async (version) => {
    const server = new ServerProcess(await nodeBinary(version), [join(folder, "node.mjs")]);
    const { url, close } = await runningHost(server);
    try {
      expect(await Promise.all(requests.map((request) => answerOf(url, request)))).toEqual(await expected);
    } finally {
      await close();
    }
  });
});
