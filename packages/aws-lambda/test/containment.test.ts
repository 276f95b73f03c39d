import { Writable } from "node:stream";
import { context, eventNames, events } from "@tsgi/harness/lambda-events";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Application, ErrorLog } from "@tsgi/core";
import {
  lambdaContext,
  toLambda,
  toLambdaStream,
  type LambdaContext,
  type ResponseStream,
} from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));
// oxlint-disable-next-line vitest/no-standalone-expect -- after every test
afterEach(() => expect(unhandled).toEqual([]));

const ok: Application = (_environ, startResponse) => {
  startResponse(200, []);
  return "ok";
};

class MockStream extends Writable {
  readonly chunks: Buffer[] = [];
  setContentType(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }
}
const mockStream = (): MockStream & ResponseStream => new MockStream() as never;

describe("a context that is not as Lambda's", () => {
  const contexts: [string, unknown][] = [
    ["none", undefined],
    ["null", null],
    ["text", "context"],
    ["empty", {}],
    ["frozen", Object.freeze({ ...context })],
  ];
  test.each(contexts)("%s", async (_title, own) => {
    let got: unknown;
    const app: Application = (environ, startResponse) => {
      got = environ.get(lambdaContext);
      startResponse(200, []);
      return "ok";
    };
    for (const options of [{}, { callbackWaitsForEmptyEventLoop: false }]) {
      const result = await toLambda(app, options)(events.v2, own as LambdaContext);
      expect(result).toMatchObject({ statusCode: 200, body: "ok" });
      expect(got).toBe(own);
      const stream = mockStream();
      await toLambdaStream(app, options)(events.url, stream, own as LambdaContext);
      expect(Buffer.concat(stream.chunks).toString()).toContain("ok");
    }
  });

  test("the event alone", async () => {
    const handler = toLambda(ok, { callbackWaitsForEmptyEventLoop: false }) as unknown as (
      event: unknown,
    ) => Promise<unknown>;
    expect(await handler(events.v2)).toMatchObject({ statusCode: 200 });
  });
});

test.each([
  ["nothing", undefined],
  ["the context", context],
  ["null", null],
])("a streaming handler that gets %s for its stream rejects with a coded error", async (_title, stream) => {
  const handler = toLambdaStream(ok) as unknown as (...parameters: unknown[]) => Promise<void>;
  await expect(handler(events.url, stream)).rejects.toMatchObject({
    code: "TSGI_OPTION_INVALID",
    message: expect.stringContaining("responseStream"),
  });
});

const fields = [
  ["set-cookie", "a=1"],
  ["set-cookie", "b=2"],
  ["via", "1.1 a"],
] as const;

const noisy: Application = (environ, startResponse) => {
  environ.waitUntil(Promise.reject(new Error("late")));
  environ.onFinish(() => {
    throw new Error("finish");
  });
  startResponse(200, fields);
  return "ok";
};

const failing: Application = () => {
  throw new Error("broken");
};

const late: Application = async function* (_environ, startResponse) {
  startResponse(200, []);
  yield "half";
  throw new Error("late");
};

describe("a log that throws", () => {
  const throwing: ErrorLog = {
    write() {
      throw new Error("the log is full");
    },
    flush() {},
  };
  test.each(eventNames)("%s: changes no response", async (name) => {
    const result = await toLambda(noisy, { log: throwing })(events[name], context);
    expect(result).toMatchObject({ body: "ok" });
    const failed = await toLambda(failing, { log: throwing })(events[name], context);
    expect(failed).toMatchObject({ body: "Internal Server Error" });
  });

  test("nor that a streamed response which fails late rejects", async () => {
    const handler = toLambdaStream(late, { log: throwing });
    await expect(handler(events.url, mockStream(), context)).rejects.toThrow("late");
  });
});

test("a stream that emits more than one error ends nothing but the response", async () => {
  const stream = mockStream();
  const log = memoryLog();
  const ended = toLambdaStream(
    async function* (_environ, startResponse) {
      startResponse(200, []);
      yield "half";
      stream.emit("error", new Error("first"));
      stream.emit("error", new Error("second"));
      yield "other half";
    },
    { log },
  )(events.url, stream, context);
  await ended;
  expect(() => stream.emit("error", new Error("third"))).not.toThrow();
});
