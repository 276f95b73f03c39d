import { Readable, Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createClient, type Client } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test } from "vitest";
import { awslambda, fromLambda, type FromLambdaOptions } from "../src/from/index.ts";
import type { ResponseStream } from "../src/index.ts";

type Stream = ResponseStream & NodeJS.WritableStream & Writable;
type StreamFunction = (event: { rawPath: string }, stream: Stream, context: never) => unknown;

function clientOf(handler: StreamFunction, options?: FromLambdaOptions & { rethrow?: boolean }): Client {
  const { rethrow = true, ...rest } = options ?? {};
  return createClient(validate(fromLambda(awslambda.streamifyResponse(handler), rest)), { rethrow });
}

const prelude = {
  statusCode: 201,
  headers: { "content-type": "text/plain", "X-One": "1" },
  cookies: ["a=1", "b=2"],
};

/** The global of Lambda's runtime, which differs from ours only in being a class. */
const start = (stream: Stream): Stream => awslambda.HttpResponseStream.from(stream, prelude) as Stream;

describe("what a function streams", () => {
  test("begins with its metadata", async () => {
    await using client = clientOf(async (event, responseStream) => {
      const stream = start(responseStream);
      stream.write(`${event.rawPath} `);
      stream.write(Buffer.from("two "));
      stream.end("three");
    });
    const response = await client.get("/one");
    expect([response.status, response.headers.get("x-one"), response.headers.getSetCookie()]).toEqual([
      201,
      "1",
      ["a=1", "b=2"],
    ]);
    expect(await response.text()).toBe("/one two three");
  });

  test("without metadata is 200, of the type that was set", async () => {
    await using client = clientOf(async (_event, stream) => {
      stream.setContentType("text/html");
      stream.write("<p>");
      stream.end();
    });
    const response = await client.get("/");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/html",
      "<p>",
    ]);
  });

  test.each<[string, (stream: Stream) => void, number]>([
    ["with its metadata alone", (stream) => start(stream).end(), 201],
    ["with nothing", (stream) => stream.end(), 200],
  ])("may end %s", async (_title, answer, status) => {
    await using client = clientOf(async (_event, stream) => answer(stream));
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([status, ""]);
  });

  test("may have metadata cut anywhere, and none of the body is lost", async () => {
    await using client = clientOf(async (_event, stream) => {
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      const bytes = Buffer.concat([
        Buffer.from(JSON.stringify(prelude)),
        Buffer.alloc(8),
        Buffer.from("\0body"),
      ]);
      for (const byte of bytes) stream.write(Buffer.of(byte));
      stream.end();
    });
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([201, "\0body"]);
  });

  test("is JSON if it is neither text nor bytes, as in the runtime; encodings apply", async () => {
    await using client = clientOf(async (_event, stream) => {
      (stream as { write(chunk: unknown): void }).write({ a: 1 });
      stream.write("/wA=", "base64");
      stream.write("ü", "latin1");
      stream.end();
    });
    const bytes = await (await client.get("/")).bytes();
    expect(Buffer.from(bytes).toString("latin1")).toBe('{"a":1}\xff\0\xfc');
  });

  test.each([
    ["5", "12345"],
    ["6", undefined],
  ])("of which %s bytes were declared is kept to that", async (length, whole) => {
    const handler: StreamFunction = async (_event, responseStream) => {
      const headers = { "content-length": length };
      const stream = awslambda.HttpResponseStream.from(responseStream, { headers }) as Stream;
      await new Promise<void>((resolve) => stream.write("12", () => resolve()));
      stream.end("345");
    };
    await using client = createClient(fromLambda(awslambda.streamifyResponse(handler)));
    const response = await client.get("/");
    expect(response.headers.get("content-length")).toBe(length);
    const body = await response.text().catch((error: { code: string }) => error.code);
    expect(body).toBe(whole ?? "TSGI_BODY_TOO_SHORT");
  });

  test("reaches the client while the function goes on", async () => {
    let go!: () => void;
    await using client = clientOf(async (_event, responseStream) => {
      const stream = start(responseStream);
      stream.write("first");
      await new Promise<void>((resolve) => (go = resolve));
      stream.end("second");
    });
    const response = await client.get("/");
    const chunks = response.body[Symbol.asyncIterator]();
    expect(Buffer.from((await chunks.next()).value!).toString()).toBe("first");
    go();
    expect(Buffer.from((await chunks.next()).value!).toString()).toBe("second");
  });
});

describe("Node's own ways to write", () => {
  const chunks = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(1000, "."));

  test.each<[string, StreamFunction]>([
    ["pipeline", async (_event, stream) => pipeline(Readable.from(chunks), start(stream))],
    ["pipe", (_event, stream) => void Readable.from(chunks).pipe(start(stream))],
    [
      "pipe, and finished is awaited",
      async (_event, stream) => {
        Readable.from(chunks).pipe(start(stream));
        await finished(stream);
      },
    ],
    [
      "Writable.toWeb",
      async (_event, stream) => Readable.toWeb(Readable.from(chunks)).pipeTo(Writable.toWeb(start(stream))),
    ],
    [
      "callbacks, one after the other",
      async (_event, stream) => {
        start(stream);
        for (const chunk of chunks)
          await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
        await new Promise<void>((resolve) => stream.end(() => resolve()));
      },
    ],
  ])("%s", async (_title, handler) => {
    await using client = clientOf(handler);
    const response = await client.get("/");
    expect(response.status).toBe(201);
    expect(await response.text()).toBe(chunks.join(""));
    await response.finished;
    expect(client.log).toBe("");
  });
});

test("the function is held up while the client does not read", async () => {
  let written = 0;
  await using client = clientOf(async (_event, responseStream) => {
    const stream = start(responseStream);
    for (; written < 1000; written++) {
      if (!stream.write("x".repeat(1024))) await new Promise((resolve) => stream.once("drain", resolve));
    }
    stream.end();
  });
  const response = await client.get("/");
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(written).toBeLessThan(20);
  expect(await response.text()).toHaveLength(1000 * 1024);
});

describe("a client that disconnects", () => {
  test("closes the stream, and with it what is piped into it", async () => {
    const source = new Readable({ read: () => void source.push("x".repeat(1024)) });
    let failure: unknown;
    await using client = clientOf(async (_event, stream) => {
      await pipeline(source, start(stream)).catch((error: unknown) => (failure = error));
      throw failure;
    });
    const response = await client.get("/");
    await response.body[Symbol.asyncIterator]().next();
    await response.cancel();
    await expect.poll(() => failure).toMatchObject({ code: "ERR_STREAM_PREMATURE_CLOSE" });
    expect(source.destroyed).toBe(true);
    expect(client.log).toBe("");
  });

  test("before the head closes it too, and later writes go nowhere", async () => {
    const abort = new AbortController();
    let stream!: Stream;
    await using client = clientOf((_event, responseStream) => {
      stream = responseStream;
      return new Promise(() => {});
    });
    const asked = client.get("/", { signal: abort.signal });
    await expect.poll(() => stream).toBeDefined();
    abort.abort();
    await expect(asked).rejects.toThrow("aborted");
    expect([stream.destroyed, stream.writable, stream.write("x")]).toEqual([true, false, false]);
  });
});

describe("a failure", () => {
  test("before the head is the application's error, the same", async () => {
    const failure = new Error("inside");
    await using client = clientOf(async () => {
      throw failure;
    });
    await expect(client.get("/")).rejects.toBe(failure);
  });

  test.each<[string, (stream: Stream, failure: Error) => unknown]>([
    ["the function rejects", (_stream, failure) => Promise.reject(failure)],
    ["the stream is destroyed", (stream, failure) => stream.destroy(failure)],
    ["what is piped fails", (stream, failure) => pipeline(Readable.from(failing(failure)), stream)],
    [
      "a listener throws",
      (stream, failure) => {
        stream.once("finish", () => {
          throw failure;
        });
        stream.once("drain", () => {
          throw failure;
        });
        stream.write("x".repeat(20_000));
      },
    ],
  ])("after it breaks the response off: %s", async (_title, fail) => {
    const failure = new Error("late");
    await using client = clientOf(async (_event, responseStream) => {
      const stream = start(responseStream);
      await new Promise<void>((resolve) => stream.write("half", () => resolve()));
      await fail(stream, failure);
    });
    const response = await client.get("/");
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toBe(failure);
    expect(client.log.match(/Error: late/g)).toHaveLength(1);
  });

  test("after the end is logged once, and the response stays complete", async () => {
    await using client = clientOf(async (_event, stream) => {
      start(stream).end("all");
      await finished(stream);
      throw new Error("too late");
    });
    const response = await client.get("/");
    expect(await response.text()).toBe("all");
    await expect.poll(() => client.log.match(/Error: too late/g)?.length).toBe(1);
  });

  test.each<[string, (stream: Stream) => unknown]>([
    ["no JSON", (stream) => (stream.setContentType(INTEGRATION), stream.end(`{${"\0".repeat(8)}`))],
    ["no object", (stream) => (stream.setContentType(INTEGRATION), stream.end(`1${"\0".repeat(8)}`))],
    ["without an end", (stream) => (stream.setContentType(INTEGRATION), stream.end("{}"))],
    ["endless", (stream) => (stream.setContentType(INTEGRATION), stream.write("x".repeat(16_385)))],
    [
      "of an invalid status",
      (stream) => awslambda.HttpResponseStream.from(stream, { statusCode: 99 }).write("x"),
    ],
    [
      "of a header with a line break",
      (stream) => awslambda.HttpResponseStream.from(stream, { headers: { a: "b\r\nc: d" } }).write("x"),
    ],
    [
      "after the first chunk",
      (stream) => {
        stream.write("");
        start(stream);
      },
    ],
  ])("metadata that are %s: the service's 502", async (_title, answer) => {
    await using client = clientOf(async (_event, stream) => void answer(stream), { rethrow: false });
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([502, "Bad Gateway"]);
    expect(client.log).toContain("TSGI_LAMBDA_RESULT");
  });
});

const INTEGRATION = "application/vnd.awslambda.http-integration-response";

async function* failing(failure: Error): AsyncGenerator<string> {
  yield "more";
  throw failure;
}

describe("a timeout", () => {
  test("before the head is 504", async () => {
    await using client = clientOf(() => new Promise(() => {}), { timeout: 20, rethrow: false });
    expect((await client.get("/")).status).toBe(504);
  });

  test("after it breaks the response off", async () => {
    await using client = clientOf(
      (_event, stream) => {
        start(stream).write("half");
        return new Promise(() => {});
      },
      { timeout: 20 },
    );
    const response = await client.get("/");
    await expect(response.text()).rejects.toMatchObject({ code: "TSGI_LAMBDA_TIMEOUT" });
  });
});

test("writes after the end are refused, and the response stays complete", async () => {
  const told: unknown[] = [];
  await using client = clientOf(async (_event, stream) => {
    stream.on("error", (error) => told.push((error as { code?: string }).code));
    start(stream).end("all");
    stream.write("more");
    stream.write("more", (error) => told.push((error as { code?: string }).code));
    stream.end("more");
  });
  const response = await client.get("/");
  expect(await response.text()).toBe("all");
  expect(told).toEqual(["TSGI_WRITE_LATE", "TSGI_WRITE_LATE"]);
});

test("HEAD closes the stream, without a word in the log", async () => {
  let failure: unknown;
  await using client = clientOf(async (_event, stream) => {
    await pipeline(Readable.from(["a", "b"]), start(stream)).catch((error: unknown) => (failure = error));
    if (failure !== undefined) throw failure;
  });
  const response = await client.head("/");
  expect([response.status, await response.text()]).toEqual([201, ""]);
  await response.finished;
  expect(client.log).toBe("");
});
