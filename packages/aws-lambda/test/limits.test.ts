import { Writable } from "node:stream";
import { context, eventNames, events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import type { Application, Body } from "@tsgi/core";
import { toLambda, toLambdaStream, type EventName, type ResponseStream } from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

const { cf } = events.edge.Records[0];
const originRequest = { Records: [{ cf: { ...cf, config: { ...cf.config, eventType: "origin-request" } } }] };

const LAMBDA = 6_291_556;
const MIB = 1_048_576;
const limits: Readonly<Record<EventName, number>> = {
  v1: LAMBDA,
  v2: LAMBDA,
  url: LAMBDA,
  alb: MIB,
  "alb-multi": MIB,
  lattice1: LAMBDA,
  lattice2: LAMBDA,
  edge: 40_960,
};
const rows = [
  ...eventNames.map((name) => [name, events[name], limits[name]] as const),
  ["edge, origin request", originRequest, MIB] as const,
];

const jsonBytes = (result: unknown): number => Buffer.byteLength(JSON.stringify(result));
const statusOf = (result: unknown): number => {
  const { statusCode, status } = result as { statusCode?: number; status?: string };
  return Number(statusCode ?? status);
};

const bytes = { "content-type": "application/octet-stream" };
const text = { "content-type": "text/plain" };
/** Bodies whose JSON grows by `unit` bytes with every character or byte. */
const bodies: readonly (readonly [string, object, number, (size: number) => Body])[] = [
  ["text", text, 1, (size) => "x".repeat(size)],
  ["text that JSON escapes", text, 2, (size) => '"'.repeat(size)],
  ["control characters", text, 6, (size) => "\u0001".repeat(size)],
  ["text beyond ASCII", text, 3, (size) => "€".repeat(size)],
  ["bytes", bytes, 4 / 3, (size) => new Uint8Array(size)],
  ["text as bytes", text, 2, (size) => Buffer.from("\n".repeat(size))],
  ["a stream of text", text, 1, (size) => halves("x".repeat(size))],
  ["a stream of text that JSON escapes", text, 2, (size) => halves('"'.repeat(size))],
  ["a stream of bytes", bytes, 4 / 3, (size) => halves(new Uint8Array(size))],
];

function* halves<Chunk extends string | Uint8Array>(whole: Chunk): Generator<Chunk> {
  const half = whole.length >> 1;
  yield whole.slice(0, half) as Chunk;
  yield whole.slice(half) as Chunk;
}

async function answer(
  event: object,
  headers: object,
  body: Body,
): Promise<[result: unknown, log: string, failure: unknown]> {
  const log = memoryLog();
  let failure: unknown;
  const app: Application = (environ, startResponse) => {
    environ.onFinish((error) => void (failure = error));
    startResponse(200, Object.entries(headers));
    return body;
  };
  return [await toLambda(app, { log })(event, context), log.text, failure];
}

// Those of the same limit share the code: every body for one of each.
const thorough = ["v2", "alb", "edge", "edge, origin request"];

describe.each(rows)("%s", (name, event, limit) => {
  const own = thorough.includes(name) ? bodies : bodies.filter(([title]) => title === "bytes");
  test.each(own)(
    "%s: what the service takes passes, a little more is 500 and logged",
    async (_title, headers, unit, make) => {
      const [small] = await answer(event, headers, make(0));
      // The fields grow with the length; a few bytes are left for that.
      const size = Math.floor((limit - jsonBytes(small) - 16) / unit / 3) * 3;
      const [passed, log] = await answer(event, headers, make(size));
      expect([statusOf(passed), log]).toEqual([200, ""]);
      expect(jsonBytes(passed)).toBeLessThanOrEqual(limit);
      expect(jsonBytes(passed)).toBeGreaterThan(limit - 48);
      const [failed, failedLog, failure] = await answer(event, headers, make(size + Math.ceil(48 / unit)));
      expect(statusOf(failed)).toBe(500);
      expect(failedLog).toMatch(/^\[tsgi\/aws-lambda\] TsgiError: \[tsgi\/core\] TSGI_BUFFER_LIMIT/);
      expect(failedLog).toContain(`accepts at most ${limit}`);
      expect(failure).toMatchObject({ code: "TSGI_BUFFER_LIMIT" });
    },
  );
});

const oneMiB: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return "x".repeat(MIB);
};

test("headers count", async () => {
  const [failed, log] = await answer(originRequest, { "x-one": "x".repeat(MIB) }, null);
  expect([statusOf(failed), log]).toEqual([500, expect.stringContaining("TSGI_BUFFER_LIMIT")]);
  const [passed] = await answer(originRequest, { "x-one": "x".repeat(MIB - 1000) }, null);
  expect(statusOf(passed)).toBe(200);
});

test("a result that is written to a stream, for a service that does not stream, has the same limit", async () => {
  const written: Buffer[] = [];
  const stream = Object.assign(
    new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk), done()) }),
    { setContentType: () => {} },
  );
  const log = memoryLog();
  await toLambdaStream(oneMiB, { log })(events.alb, stream as unknown as ResponseStream, context);
  expect(JSON.parse(Buffer.concat(written).toString())).toMatchObject({ statusCode: 500 });
  expect(log.text).toContain("TSGI_BUFFER_LIMIT");
});
