import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { assertAnswer } from "../src/measure/_assert-answer.ts";
import type { Answer, Scenario } from "../src/scenarios/scenario.ts";

const expected: Answer = { status: 200, type: "text/plain; charset=utf-8", body: "hello" };
const type = { "content-type": "text/plain;charset=UTF-8" };

const whole: RequestListener = (_request, response) =>
  response.writeHead(200, { ...type, "content-length": 5 }).end("hello");
const packed: RequestListener = (_request, response) =>
  response.writeHead(200, { ...type, "content-encoding": "gzip" }).end(gzipSync("hello"));

async function compared(listener: RequestListener, answer: Partial<Answer> = {}): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const scenario: Pick<Scenario, "request" | "answer"> = {
    request: { method: "GET", path: "/", headers: {} },
    answer: { ...expected, ...answer },
  };
  try {
    await assertAnswer(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, scenario as Scenario);
  } finally {
    server.close();
  }
}

describe("assertAnswer", () => {
  test("accepts an equal response, however its media type is written", async () => {
    await expect(compared(whole)).resolves.toBeUndefined();
  });

  test.each<[string, RequestListener]>([
    [
      "status 201",
      (_request, response) => response.writeHead(201, { ...type, "content-length": 5 }).end("hello"),
    ],
    [
      "content-type text/html",
      (_request, response) => response.setHeader("content-type", "text/html").end("hello"),
    ],
    [
      "content-length 6",
      (_request, response) => response.writeHead(200, { ...type, "content-length": 6 }).end("hello!"),
    ],
    [
      'body of 5 bytes, "Hello"',
      (_request, response) => response.writeHead(200, { ...type, "content-length": 5 }).end("Hello"),
    ],
  ])("reports %s", async (what, listener) => {
    await expect(compared(listener)).rejects.toThrow(`answers with ${what}`);
  });

  test("requires a stream if one is expected", async () => {
    await expect(compared(whole, { isStreamed: true })).rejects.toThrow("content-length 5");
  });

  test("accepts a compressed response if that is allowed", async () => {
    await expect(compared(packed, { isStreamed: "either" })).resolves.toBeUndefined();
    await expect(compared(packed)).rejects.toThrow("content-length");
  });
});
