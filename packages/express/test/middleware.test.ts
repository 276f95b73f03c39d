import { once } from "node:events";
import { get as httpGet, type IncomingMessage } from "node:http";
import { createGunzip, gunzipSync } from "node:zlib";
import type { Application, HeaderList } from "@tsgi/core";
import { toExpress } from "@tsgi/express";
import compression from "compression";
import cors from "cors";
import session from "express-session";
import helmet from "helmet";
import type { RequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { expresses, serving } from "./_expresses.ts";

const ownCookie: Application = (environ, startResponse) => {
  startResponse(200, [["set-cookie", "own=1"]]);
  return environ.pathInfo === "/stream" ? ["a", "b"].values() : "ab";
};

const counting: RequestHandler = (request, response, next) => {
  const own = request.session as unknown as { visits?: number };
  response.set("x-visits", String((own.visits = (own.visits ?? 0) + 1)));
  next();
};

const answering =
  (headers: HeaderList, body: string | null = "answer"): Application =>
  (_environ, startResponse) => {
    startResponse(200, headers);
    return body;
  };

/** The response as it comes, not decompressed. */
async function open(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const [response] = (await once(httpGet(url, { headers }), "response")) as [IncomingMessage];
  return response;
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>));
}

describe.each(expresses)("%s: middleware that came before", (_name, express) => {
  async function behind(app: Application, ...handlers: RequestHandler[]): Promise<string> {
    const expressApp = express().set("env", "test");
    for (const handler of handlers) expressApp.use(handler);
    expressApp.use(toExpress(app));
    return serving(expressApp);
  }

  /** Names and values that must be there, with whatever the application sets. */
  const kept: [string, RequestHandler, HeaderList, Record<string, string | string[] | undefined>][] = [
    ["helmet", helmet(), [], { "x-content-type-options": "nosniff", "x-powered-by": undefined }],
    ["helmet, overruled", helmet(), [["X-Frame-Options", "DENY"]], { "x-frame-options": "DENY" }],
    ["cors", cors({ origin: "http://a.example" }), [["vary", "Accept"]], { "access-control-allow-origin": "http://a.example", vary: "Origin, Accept" }],
    ["a cookie", (_request, response, next) => void (response.cookie("first", "1"), next()), [["Set-Cookie", "second=2"], ["Set-Cookie", "third=3"]], { "set-cookie": ["first=1; Path=/", "second=2", "third=3"] }],
    ["a header of the same name", (_request, response, next) => void (response.set("X-A", "1"), next()), [["x-a", "2"], ["X-A", "3"]], { "x-a": "2, 3" }],
    ["a status", (_request, response, next) => void (response.status(201), next()), [], { ":status": "200" }],
  ]; // prettier-ignore

  test.each(kept)("%s: what it set on the response stays", async (_title, handler, headers, expected) => {
    const response = await open(await behind(answering(headers), handler));
    const seen: Record<string, unknown> = { ...response.headers, ":status": String(response.statusCode) };
    for (const [name, value] of Object.entries(expected)) expect.soft(seen[name], name).toEqual(value);
    expect(String(await bytesOf(response))).toBe("answer");
  });

  test("cors answers a preflight itself", async () => {
    const url = await behind(answering([]), cors());
    const headers = { origin: "http://a.example", "access-control-request-method": "PUT" };
    const response = await fetch(url, { method: "OPTIONS", headers });
    expect([response.status, response.headers.get("access-control-allow-methods")]).toEqual([
      204,
      expect.stringContaining("PUT"),
    ]);
  });

  test("a session is kept, and its cookie is sent beside the application's", async () => {
    const sessions = session({ secret: "test", resave: false, saveUninitialized: true });
    const url = await behind(ownCookie, sessions, counting);
    const first = await open(url);
    expect(String(await bytesOf(first))).toBe("ab");
    const cookies = first.headers["set-cookie"]!;
    expect(cookies).toEqual(["own=1", expect.stringMatching(/^connect\.sid=/)]);
    const second = await open(`${url}/stream`, { cookie: cookies[1]! });
    expect(String(await bytesOf(second))).toBe("ab");
    expect(second.headers["x-visits"]).toBe("2");
  });

  const gzip = { "accept-encoding": "gzip" };

  test("compression compresses a whole body, a small one excepted", async () => {
    const text = "compressible ".repeat(500);
    const url = await behind(answering([["content-type", "text/plain"]], text), compression());
    const response = await open(url, gzip);
    expect(response.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
    expect(response.headers["content-length"]).toBeUndefined();
    expect(String(gunzipSync(await bytesOf(response)))).toBe(text);
    const plain = await open(url);
    expect(plain.headers["content-length"]).toBe(String(text.length));
    expect(String(await bytesOf(plain))).toBe(text);
    const small = await open(await behind(answering([["content-type", "text/plain"]]), compression()), gzip);
    expect(small.headers["content-length"]).toBe("6");
    expect(String(await bytesOf(small))).toBe("answer");
  });

  test("compression passes each chunk on before the next one is there", async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app: Application = (_environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      return (async function* () {
        yield "first";
        await gates[0]!.promise;
        yield "second";
        await gates[1]!.promise;
      })();
    };
    const response = await open(await behind(app, compression()), gzip);
    const texts = response.pipe(createGunzip()).setEncoding("utf8")[Symbol.asyncIterator]();
    expect((await texts.next()).value).toBe("first");
    gates[0]!.resolve();
    expect((await texts.next()).value).toBe("second");
    gates[1]!.resolve();
    expect((await texts.next()).done).toBe(true);
  });

  test("compression holds the body back while the client does not read, and leaves no listeners behind", async () => {
    const chunk = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)));
    let pulled = 0;
    const app: Application = (_environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      return (function* () {
        for (; pulled < 500; pulled++) yield chunk;
      })();
    };
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", note);
    const response = await open(await behind(app, compression()), gzip);
    let settled = -1;
    await expect
      .poll(() => {
        const before = settled;
        settled = pulled;
        return before === pulled && pulled > 0;
      })
      .toBe(true);
    expect(pulled).toBeLessThan(400);
    const whole = gunzipSync(await bytesOf(response));
    process.off("warning", note);
    expect(whole.length).toBe(500 * chunk.length);
    expect(whole.subarray(-chunk.length)).toEqual(chunk);
    expect(warnings).toEqual([]);
  });

  test("a client that disconnects closes the body behind compression, once [U18]", async () => {
    let closed = 0;
    const done = Promise.withResolvers<void>();
    const app: Application = (environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      environ.onFinish(() => done.resolve());
      return (async function* () {
        try {
          for (;;) {
            yield "tick";
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          closed++;
        }
      })();
    };
    const response = await open(await behind(app, compression()), gzip);
    response.destroy();
    await done.promise;
    await expect.poll(() => closed).toBe(1);
  });

  test.each([204, 304])("%i behind all of them has no body and no length [U23]", async (status) => {
    const sessions = session({ secret: "test", resave: false, saveUninitialized: true });
    const app: Application = (_environ, startResponse) => {
      startResponse(status, [["etag", '"1"']]);
      return null;
    };
    const response = await open(await behind(app, helmet(), cors(), sessions, compression()), gzip);
    expect(response.statusCode).toBe(status);
    expect(response.headers["content-length"]).toBeUndefined();
    expect(response.headers["transfer-encoding"]).toBeUndefined();
    expect(await bytesOf(response)).toHaveLength(0);
  });

  test("HEAD behind compression keeps the length, and closes an endless body [U23]", async () => {
    const url = await behind(answering([["content-type", "text/plain"]], "x".repeat(5_000)), compression());
    const response = await fetch(url, { method: "HEAD", headers: gzip });
    expect(response.headers.get("content-length")).toBe("5000");
  });
});
