import { once } from "node:events";
import { createServer, ServerResponse, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Application, HeaderList } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import { expect, onTestFinished, test } from "vitest";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** All that a server sends to requests on one connection, the last of which closes it. */
async function sentBy(listener: RequestListener, requests: string): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(requests);
  const received = await Array.fromAsync(socket as AsyncIterable<Buffer>);
  return Buffer.concat(received).toString("latin1");
}

const GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const LAST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);
const framed = (...chunks: string[]): string =>
  [...chunks, ""]
    .map((chunk) => Buffer.from(chunk))
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk.toString("latin1")}\r\n`)
    .join("");

/** Not an array: each chunk goes out separately. */
const streaming =
  (chunks: readonly (string | Uint8Array)[], headers: HeaderList = []): Application =>
  (_environ, startResponse) => {
    startResponse(200, headers);
    return chunks.values();
  };

test.each([
  ["ASCII", ["a", "bc"], framed("a", "bc")],
  ["more than ASCII", ["\u00fc", "\u20ac\u{1f600}"], framed("\u00fc", "\u20ac\u{1f600}")],
  ["half a pair", ["\ud83d"], framed("\ufffd")],
  ["bytes", [bytes(255, 0, 128), "a"], "3\r\n\xff\0\x80\r\n1\r\na\r\n0\r\n\r\n"],
  ["small and large ones", ["a", "b".repeat(5_000), "c"], framed("a", "b".repeat(5_000), "c")],
] as const)("a body of %s goes out in its chunks, once framed", async (_name, chunks, sent) => {
  expect(bodyOf(await sentBy(toNode(streaming(chunks)), LAST))).toBe(sent);
});

test("a head beyond ASCII keeps its bytes, whatever its first chunk is", async () => {
  for (const first of ["a", "\u20ac", bytes(200)]) {
    const answer = await sentBy(toNode(streaming([first, "b"], [["x-name", "\u00fc"]])), LAST);
    expect(answer).toContain("\r\nx-name: \u00fc\r\n");
    const text = Buffer.from(first as string);
    expect(bodyOf(answer)).toBe(`${text.length}\r\n${text.toString("latin1")}\r\n1\r\nb\r\n0\r\n\r\n`);
  }
});

test("answers that wait for the one before them are framed alike", async () => {
  const [, ...bodies] = (await sentBy(toNode(streaming(["a", "bc"])), GET + GET + LAST)).split("HTTP/1.1 ");
  expect(bodies.map(bodyOf)).toEqual(Array.from({ length: 3 }, () => framed("a", "bc")));
});

test("HTTP/1.0 and a declared length know no chunks", async () => {
  const whole = await sentBy(toNode(streaming(["a", "bc"])), "GET / HTTP/1.0\r\n\r\n");
  expect(bodyOf(whole)).toBe("abc");
  expect(bodyOf(await sentBy(toNode(streaming(["a", "bc"], [["content-length", "3"]])), LAST))).toBe("abc");
});

test("a write() that other code has put in place gets the chunks unchanged", async () => {
  const seen: unknown[] = [];
  const listener = toNode(streaming(["a", bytes(98)]));
  const answer = await sentBy((request, response) => {
    response.write = (...given: unknown[]) => {
      seen.push(given[0]);
      return Reflect.apply(ServerResponse.prototype.write, response, given) as boolean;
    };
    listener(request, response);
  }, LAST);
  expect(seen).toEqual(["a", bytes(98)]);
  expect(bodyOf(answer)).toBe(framed("a", "b"));
});

test("a response that other code holds back keeps the order of its chunks", async () => {
  const listener = toNode(streaming(["w", "x".repeat(5_000), "z"]));
  const answer = await sentBy((request, response) => {
    // Each chunk releases one.
    for (let i = 0; i < 3; i++) response.cork();
    listener(request, response);
  }, LAST);
  expect(bodyOf(answer).replaceAll(/[\da-f]+\r\n|\r\n/g, "")).toBe(`w${"x".repeat(5_000)}z`);
});

const trailing: Application = (environ, startResponse) => {
  environ.trailers!(["x-end"], () => [["x-end", "1"]]);
  return streaming(["a"])(environ, startResponse);
};

test("Node itself frames what is written after that, trailers too", async () => {
  const body = bodyOf(await sentBy(toNode(trailing), LAST));
  expect(body).toBe("1\r\na\r\n0\r\nx-end: 1\r\n\r\n");
});
