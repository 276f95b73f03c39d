import { TsgiError } from "@tsgi/core";
import { eventNames } from "@tsgi/harness/lambda-events";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awslambda, fromLambda } from "../src/from/index.ts";

const RUNS = 1_000;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
});
afterAll(() => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "a", "YQ==", "\r\n", "x".repeat(10_000)),
);
const status = fc.oneof(
  fc.integer(),
  fc.integer({ min: 200, max: 599 }),
  fc.constantFrom<unknown>("200", "404", "x", null, undefined, NaN, 204, 205, 304),
);
const name = fc.oneof(
  text,
  fc.constantFrom("content-length", "X-Type", "connection", "set-cookie", "__proto__"),
);
const value = fc.oneof(
  text,
  fc.anything(),
  fc.array(fc.oneof(text, fc.anything())),
  fc.constantFrom("0", "5", 7),
);
const headers = fc.oneof(fc.dictionary(name, value), fc.anything());

const result = fc.oneof(
  fc.anything(),
  fc.record(
    {
      statusCode: status,
      status,
      headers,
      multiValueHeaders: headers,
      cookies: fc.oneof(fc.array(text), fc.anything()),
      body: fc.oneof(text, fc.anything()),
      isBase64Encoded: fc.oneof(fc.boolean(), fc.anything()),
      bodyEncoding: fc.constantFrom("text", "base64"),
      statusDescription: text,
    },
    { requiredKeys: [] },
  ),
);

const SETTLED = ["TSGI_LAMBDA_RESULT"];

/** The status that a request ends with, or the code of its error. */
async function outcome(ask: Promise<{ status: number; text(): Promise<string> }>): Promise<unknown> {
  try {
    const response = await ask;
    await response.text();
    return response.status;
  } catch (error) {
    return error instanceof TsgiError ? error.code : error;
  }
}

describe("whatever a function answers, the request settles, by a status or by the code", () => {
  test.each(eventNames)("%s", async (event) => {
    let answer: unknown;
    const callback = ((_event: unknown, _context: unknown, done: (error: unknown, result: unknown) => void) =>
      done(null, answer)) as never;
    const apps = [
      fromLambda(() => answer, { event, timeout: 50 }),
      fromLambda(callback, { event, timeout: 50 }),
    ];
    const seen = new Set<unknown>();
    for (const app of apps) {
      await using client = createClient(validate(app));
      await fc.assert(
        fc.asyncProperty(result, fc.constantFrom("GET", "HEAD", "POST"), async (next, method) => {
          answer = next;
          const ended = await outcome(client.request(method, "/"));
          const kind = typeof ended === "number" ? Math.floor(ended / 100) : ended;
          seen.add(kind);
          expect([2, 3, 4, 5, ...SETTLED]).toContain(kind);
        }),
        { numRuns: RUNS },
      );
    }
    expect(unhandled).toEqual([]);
    // Both kinds of outcome have been seen.
    expect(seen).toContain(2);
    expect(seen).toContain("TSGI_LAMBDA_RESULT");
  });
});

interface FuzzedStream {
  setContentType(type: unknown): void;
  write(...args: unknown[]): boolean;
  end(...args: unknown[]): void;
  destroy(error?: unknown): void;
  on(event: string, listener: () => void): void;
}

/** None of them a length: a stream that is not as long as it says breaks off, which is a test of its own. */
const streamHeaders = fc.oneof(
  fc.dictionary(fc.constantFrom("x-a", "Set-Cookie", "connection", "__proto__", "bad name"), value),
  fc.anything(),
);

const step = fc.oneof(
  fc.tuple(fc.constant("write" as const), fc.oneof(text, fc.uint8Array(), fc.jsonValue())),
  fc.tuple(
    fc.constant("from" as const),
    fc.oneof(fc.record({ statusCode: status, headers: streamHeaders }), fc.jsonValue()),
  ),
  fc.tuple(fc.constant("type" as const), fc.constantFrom("text/plain", "application/json", "a\r\nb")),
  fc.tuple(fc.constant("end" as const), fc.oneof(text, fc.constant(undefined))),
  fc.tuple(
    fc.constantFrom("destroy" as const, "throw" as const, "wait" as const, "listen" as const),
    fc.constant(null),
  ),
);

test("whatever a function does to its stream, the request settles, and nothing is left", async () => {
  let steps: readonly (readonly [string, unknown])[] = [];
  const failure = new Error("of the function");
  const handler = awslambda.streamifyResponse(
    async (_event: unknown, stream: FuzzedStream): Promise<void> => {
      for (const [kind, argument] of steps) {
        if (kind === "write") stream.write(argument);
        else if (kind === "from") awslambda.HttpResponseStream.from(stream as never, argument as object);
        else if (kind === "type") stream.setContentType(argument);
        else if (kind === "end") stream.end(argument);
        else if (kind === "destroy") stream.destroy(failure);
        else if (kind === "wait") await new Promise(setImmediate);
        else if (kind === "throw") throw failure;
        else {
          const fail = (): never => {
            throw failure;
          };
          for (const event of ["drain", "finish", "close", "error"]) stream.on(event, fail);
        }
      }
      stream.end();
    },
  );
  const known = ["TSGI_LAMBDA_RESULT", "TSGI_HEADER_VALUE_INVALID", failure];
  const seen = new Set<unknown>();
  for (const event of ["url", "alb"] as const) {
    await using client = createClient(validate(fromLambda(handler, { event, timeout: 60_000 })));
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 8 }),
        fc.constantFrom("GET", "HEAD"),
        async (next, method) => {
          steps = next;
          const ended = await outcome(client.request(method, "/"));
          const kind = typeof ended === "number" ? Math.floor(ended / 100) : ended;
          seen.add(kind);
          expect([2, 3, 4, 5, ...known]).toContain(kind);
        },
      ),
      { numRuns: RUNS },
    );
  }
  expect(unhandled).toEqual([]);
  expect(seen).toContain(2);
  expect(seen).toContain(failure);
  expect(seen).toContain("TSGI_LAMBDA_RESULT");
});
