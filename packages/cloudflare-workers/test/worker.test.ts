import { join } from "node:path";
import { startWorkerd, type RunningWorker } from "@tsgi/harness/workerd";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const fixture = join(import.meta.dirname, "fixtures/worker.ts");
let worker: RunningWorker;

beforeAll(async () => {
  worker = await startWorkerd(fixture, { bindings: { SECRET: "s3cret" } });
});
afterAll(() => worker.close());

const dateOf = async (path: string): Promise<number> =>
  Date.parse((await fetch(new URL(path, worker.url))).headers.get("date")!);
const textOf = async (path: string): Promise<string> => (await fetch(new URL(path, worker.url))).text();

test("[U25] bindings are reached by key, and waitUntil works apart from its object", async () => {
  expect(await textOf("/env")).toBe("s3cret");
  await expect.poll(() => worker.log()).toContain("waited by the context");
  await expect.poll(() => worker.log()).toContain("waited by environ");
});

test("[U25] two requests in flight in one isolate see their own context alone", async () => {
  const first = textOf("/together?first");
  const second = textOf("/together?second");
  expect(await Promise.all([first, second])).toEqual(['["first",true]', '["second",true]']);
});

test("a stream of bytes goes out, and a body that is encoded already is not encoded again", async () => {
  expect(await textOf("/passed")).toBe("passed on");
  const { headers, body } = await fetch(new URL("/encoded", worker.url), {
    headers: { "accept-encoding": "gzip" },
  }).catch(() => ({ headers: new Headers(), body: null }));
  expect(headers.get("content-encoding")).toBe("gzip");
  expect(headers.get("content-length")).toBe("3");
  await body?.cancel();
});

test("a fetch application's own stream keeps the length that it declares, under GET as under HEAD", async () => {
  for (const method of ["GET", "HEAD"]) {
    const response = await fetch(new URL("/declared", worker.url), { method });
    expect([response.headers.get("content-length"), await response.text()]).toEqual([
      "8",
      method === "GET" ? "declared" : "",
    ]);
  }
});

test("Date is sent if no edge is in front, and an application's own is kept", async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  expect(await dateOf("/globals")).toBeGreaterThanOrEqual(before);
  expect(await dateOf("/declared")).toBe(0);
});

test.each([
  ["enable_request_signal", ["the body was closed", "the signal fired"]],
  ["disable_request_signal", ["the body was closed"]],
])("when the client disconnects, a body that is being sent is closed: %s", async (flag, expected) => {
  const mine = await startWorkerd(fixture, { flags: [flag] });
  const leaving = new AbortController();
  const response = await fetch(new URL("/endless", mine.url), { signal: leaving.signal });
  await response.body!.getReader().read();
  leaving.abort();
  for (const line of expected) await expect.poll(() => mine.log()).toContain(line);
  await mine.close();
});

test("nodejs_compat is not there, and not needed", async () => {
  expect(await textOf("/globals")).toBe("undefined undefined");
});

test("a middleware that looks into a Response finds what is there whole, and loses nothing of the rest", async () => {
  const looking = await startWorkerd(join(import.meta.dirname, "fixtures/looking-worker.ts"));
  onTestFinished(() => looking.close());
  const look = async (path: string): Promise<unknown> => (await fetch(new URL(path, looking.url))).json();
  for (const size of [0, 5, 70_000, 1_000_000])
    expect(await look(`/?size=${size}`)).toEqual([size, size, size]);
  // More than it is worth to hold, and what a program makes piece by piece.
  expect(await look("/?size=3000000")).toEqual([null, -1, 3_000_000]);
  expect(await look("/pieces")).toEqual([null, -1, 2]);
});
