import { Writable } from "node:stream";
import { context, events } from "@tsgi/harness/lambda-events";
import { describe, expect, test } from "vitest";
import type { Application, HeaderList } from "@tsgi/core";
import { toLambdaStream, type ResponseStream } from "../src/index.ts";
import { memoryLog } from "./_apps.ts";

/** A mock of the runtime's stream; conformance.streaming.test.ts has the real one. */
class MockStream extends Writable {
  type = "";
  readonly chunks: Buffer[] = [];
  /** While set, nothing that was written is taken. */
  held: (() => void) | undefined = undefined;
  isHolding = false;

  setContentType(type: string): void {
    this.type = type;
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    if (this.isHolding) this.held = done;
    else done();
  }
  get parts(): { prelude: unknown; body: string } {
    const all = Buffer.concat(this.chunks);
    const end = all.indexOf(Buffer.alloc(8));
    return { prelude: JSON.parse(all.toString("utf8", 0, end)), body: all.toString("utf8", end + 8) };
  }
}

async function invoke(app: Application, event: unknown = events.url): Promise<MockStream> {
  const stream = new MockStream();
  await toLambdaStream(app)(event, stream as ResponseStream, context);
  return stream;
}

const TYPE = "application/vnd.awslambda.http-integration-response";

describe("a streamed response, on a mock of the stream", () => {
  test("is marked as the runtime wants it", () => {
    const handler = toLambdaStream(() => null);
    expect(Reflect.get(handler, Symbol.for("aws.lambda.runtime.handler.streaming"))).toBe("response");
    expect(handler).toHaveLength(3);
  });

  test("begins with its metadata; cookies are separate", async () => {
    const headers: HeaderList = [
      ["content-type", "text/plain"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ];
    const stream = await invoke(function* (_environ, startResponse) {
      startResponse(201, headers);
      yield "one ";
      yield Buffer.from("two");
    });
    expect(stream.type).toBe(TYPE);
    expect(stream.parts).toEqual({
      prelude: { statusCode: 201, headers: { "content-type": "text/plain" }, cookies: ["a=1", "b=2"] },
      body: "one two",
    });
  });

  test("of a REST API has its repeated headers in multiValueHeaders, and no cookies beside them", async () => {
    const stream = await invoke((_environ, startResponse) => {
      startResponse(200, [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]);
      return "x";
    }, events.v1);
    expect(stream.parts.prelude).toEqual({
      statusCode: 200,
      headers: { "content-length": "1" },
      multiValueHeaders: { "set-cookie": ["a=1", "b=2"] },
    });
  });

  test.each([204, 302, 403])("%i without a body ends at once", async (status) => {
    const stream = await invoke((_environ, startResponse) => {
      startResponse(status, [["location", "/"]]);
      return null;
    });
    expect(stream.parts).toMatchObject({ prelude: { statusCode: status }, body: "" });
    expect(stream.writableFinished).toBe(true);
  });

  test("is not pulled while the stream takes no more, and goes on at drain", async () => {
    let pulled = 0;
    const stream = new MockStream({ highWaterMark: 1024 });
    stream.isHolding = true;
    const ended = toLambdaStream(function* (_environ, startResponse) {
      startResponse(200, []);
      for (; pulled < 20;) {
        pulled++;
        yield "x".repeat(1024);
      }
    })(events.url, stream as ResponseStream, context);
    await expect.poll(() => stream.held).toBeDefined();
    await new Promise(setImmediate);
    expect(pulled).toBe(1);
    stream.isHolding = false;
    stream.held!();
    await ended;
    expect(pulled).toBe(20);
    expect(stream.parts.body).toHaveLength(20 * 1024);
  });

  test.each(["error", "close"])(
    "settles when the stream ends with %s while it waits, the body closed",
    async (how) => {
      let closed = 0;
      let aborted = false;
      const stream = new MockStream({ highWaterMark: 1 });
      stream.on("error", () => {});
      stream.isHolding = true;
      const ended = toLambdaStream(function* (environ, startResponse) {
        environ.signal.addEventListener("abort", () => (aborted = true));
        startResponse(200, []);
        try {
          for (;;) yield "x".repeat(1024);
        } finally {
          closed++;
        }
      })(events.url, stream as ResponseStream, context);
      await expect.poll(() => stream.held).toBeDefined();
      stream.destroy(how === "error" ? new Error("gone") : undefined);
      await ended;
      expect(closed).toBe(1);
      expect(aborted).toBe(true);
    },
  );

  test("that fails late rejects with the error, logged once, with nothing appended", async () => {
    const log = memoryLog();
    const stream = new MockStream();
    const failure = new Error("late");
    const handler = toLambdaStream(
      async function* (_environ, startResponse) {
        startResponse(200, []);
        yield "half";
        throw failure;
      },
      { log },
    );
    await expect(handler(events.url, stream as ResponseStream, context)).rejects.toBe(failure);
    expect(stream.parts.body).toBe("half");
    expect(stream.writableEnded).toBe(false);
    expect(log.text.match(/Error: late/g)).toHaveLength(1);
  });

  test("ends before the work that outlives it, and the invocation after that", async () => {
    const steps: string[] = [];
    const stream = new MockStream();
    stream.on("finish", () => steps.push("stream"));
    const handler = toLambdaStream((environ, startResponse) => {
      environ.waitUntil(
        new Promise<void>((resolve) => {
          stream.on("close", () => {
            steps.push("work");
            resolve();
          });
        }),
      );
      startResponse(200, []);
      return "x";
    });
    await handler(events.url, stream as ResponseStream, context);
    expect([...steps, "invocation"]).toEqual(["stream", "work", "invocation"]);
  });

  test.each(["alb", "alb-multi", "lattice1", "lattice2", "edge"] as const)(
    "%s, which does not stream, gets the result whole",
    async (name) => {
      const stream = await invoke(function* (_environ, startResponse) {
        startResponse(200, [["content-type", "text/plain"]]);
        yield "a";
        yield "b";
      }, events[name]);
      expect(stream.type).toBe("application/json");
      expect(JSON.parse(Buffer.concat(stream.chunks).toString())).toMatchObject({ body: "ab" });
    },
  );

  test("an unknown event is rejected before anything is written", async () => {
    const stream = new MockStream();
    const handler = toLambdaStream(() => null);
    await expect(handler({ a: 1 }, stream as ResponseStream, context)).rejects.toMatchObject({
      code: "TSGI_EVENT_UNKNOWN",
    });
    expect(stream.chunks).toEqual([]);
  });
});
