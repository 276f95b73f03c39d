import { createGunzip, createGzip, gzipSync } from "node:zlib";
import compress from "@fastify/compress";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { Application, HeaderList } from "@tsgi/core";
import { fastifyReply, toFastify } from "@tsgi/fastify";
import { describe, expect, test } from "vitest";
import { listen, makeFastify } from "./_fastify.ts";

const breaking: Application = (_environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  return (async function* () {
    yield "begun";
    throw new Error("broken");
  })();
};

const halfWay: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  if (environ.pathInfo !== "/broken") return "injected";
  return (async function* () {
    yield "begun";
    throw new Error("broken");
  })();
};

const answering =
  (headers: HeaderList, body: string | Uint8Array | null = "answer", status = 200): Application =>
  (_environ, startResponse) => {
    startResponse(status, headers);
    return body;
  };

const echo: Application = async (environ, startResponse) => {
  const bytes = await environ.input.bytes();
  const { contentType, contentLength } = environ;
  startResponse(200, [
    ["content-type", contentType ?? "application/octet-stream"],
    ["x-length", String(contentLength)],
    ["x-encoding", String(environ.header("content-encoding"))],
  ]);
  return bytes;
};

describe("bodies of requests", () => {
  const types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "x/y"]; // prettier-ignore

  test.each(types)("%s arrives byte for byte, whatever parsers there are outside [U1 U2]", async (type) => {
    const fastify = makeFastify({ bodyLimit: 4 });
    fastify.addContentTypeParser(/^./, { parseAs: "string" }, (_request, body, done) => done(null, body));
    await fastify.register(toFastify(echo), { prefix: "/api" });
    const url = await listen(fastify);
    for (const body of ["", "{}", "5", '""', "[]", "null", '{"a": 1} and more than the limit']) {
      const response = await fetch(`${url}/api`, { method: "POST", headers: { "content-type": type }, body });
      expect([response.status, await response.text()]).toEqual([200, body]);
    }
  });

  test("a body without content type, and one of a GET, are there too", async () => {
    const fastify = makeFastify();
    await fastify.register(toFastify(echo));
    const url = await listen(fastify);
    const bytes = new Uint8Array([0, 255]);
    const answer = await (await fetch(url, { method: "DELETE", body: bytes })).bytes();
    expect(answer).toEqual(bytes);
    expect(await (await fetch(url)).text()).toBe("");
  });

  test("parsers outside the plugin stay unchanged", async () => {
    const fastify = makeFastify();
    await fastify.register(toFastify(echo), { prefix: "/api" });
    fastify.post("/own", (request, reply) => reply.send(request.body));
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"a": 1}' };
    const url = await listen(fastify);
    expect(await (await fetch(`${url}/own`, init)).text()).toBe('{"a":1}');
  });

  test("a payload that a preParsing hook has replaced is the input, without its old length", async () => {
    const fastify = makeFastify();
    fastify.addHook("preParsing", async (_request, _reply, payload) => payload.pipe(createGunzip()));
    await fastify.register(toFastify(echo));
    const headers = { "content-type": "text/plain", "content-encoding": "gzip" };
    const url = await listen(fastify);
    const response = await fetch(url, { method: "POST", headers, body: gzipSync("unzipped") });
    expect(await response.text()).toBe("unzipped");
    expect([response.headers.get("x-length"), response.headers.get("x-encoding")]).toEqual([
      "undefined",
      "undefined",
    ]);
    expect((await fetch(url, { method: "POST", headers, body: "no gzip" })).status).toBe(400);
  });

  test("a body that a hook has consumed is an error, or what the hook made of it", async () => {
    const fastify = makeFastify();
    fastify.addHook("preHandler", async (request) => {
      const bytes = Buffer.concat(await Array.fromAsync(request.raw as AsyncIterable<Buffer>));
      if (request.headers["x-keep"] === "1") request.body = bytes;
      else request.body = undefined;
    });
    await fastify.register(toFastify(echo));
    const init = { method: "POST", body: "consumed", signal: AbortSignal.timeout(1_000) };
    const url = await listen(fastify);
    expect(await (await fetch(url, { ...init, headers: { "x-keep": "1" } })).text()).toBe("consumed");
    const lost = await fetch(url, init);
    expect([lost.status, await lost.text()]).toEqual([500, expect.stringContaining("TSGI_BODY_PARSED")]);
  });
});

describe("answers", () => {
  const kinds: [title: string, Application, Record<string, string | null>, body: string][] = [
    ["text", answering([["content-type", "text/plain"]]), { "content-type": "text/plain", "content-length": "6" }, "answer"],
    ["JSON without charset", answering([["content-type", "application/json"]], "{}"), { "content-type": "application/json" }, "{}"],
    ["bytes", answering([["content-type", "x/y"]], Buffer.from("bytes")), { "content-type": "x/y", "content-length": "5" }, "bytes"],
    ["a whole body without a type", answering([]), { "content-type": null, "content-length": "6" }, "answer"],
    ["nothing", answering([], null), { "content-type": null, "content-length": "0" }, ""],
    ["204", answering([], null, 204), { "content-type": null, "content-length": null }, ""],
    ["304", answering([["etag", '"1"']], null, 304), { etag: '"1"', "content-length": null }, ""],
    ["latin1 in a header", answering([["content-type", "text/plain"], ["x-a", "\xfc"]], "ü"), { "x-a": "\xfc" }, "ü"],
    ["repeated fields", answering([["x-a", "1"], ["X-A", "2"], ["set-cookie", "a=1"], ["Set-Cookie", "b=2"]]), { "x-a": "1, 2", "set-cookie": "a=1, b=2" }, "answer"],
  ]; // prettier-ignore

  test.each(kinds)("%s goes out as the application gave it [U23]", async (_title, app, headers, body) => {
    const fastify = makeFastify();
    await fastify.register(toFastify(app));
    const response = await fetch(await listen(fastify));
    for (const [name, value] of Object.entries(headers))
      expect.soft(response.headers.get(name), name).toBe(value);
    expect(await response.text()).toBe(body);
  });

  test("hooks, decorators and plugins outside have their turn, in their order", async () => {
    const seen: string[] = [];
    const finished = Promise.withResolvers<void>();
    const fastify = makeFastify();
    for (const hook of ["onRequest", "preValidation", "preHandler"] as const) {
      fastify.addHook(hook, async () => void seen.push(hook));
    }
    fastify.addHook("onSend", async (_request, reply, payload) => {
      seen.push(`onSend ${reply.getHeader("x-a") as string}`);
      reply.header("x-hook", "1");
      return payload === "answer" ? "changed" : payload;
    });
    fastify.addHook("onResponse", async (_request, reply) => {
      seen.push(`onResponse ${reply.statusCode}`);
      finished.resolve();
    });
    await fastify.register(helmet);
    await fastify.register(cors, { origin: ["http://a.example"] });
    await fastify.register(toFastify(answering([["content-type", "text/plain"], ["x-a", "1"], ["vary", "Accept"]], "answer", 201))); // prettier-ignore
    const response = await fetch(await listen(fastify), { headers: { origin: "http://a.example" } });
    expect([response.status, await response.text(), response.headers.get("x-hook")]).toEqual([
      201,
      "changed",
      "1",
    ]);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("access-control-allow-origin")).toBe("http://a.example");
    expect(response.headers.get("vary")).toBe("Origin, Accept");
    await finished.promise;
    expect(seen).toEqual(["onRequest", "preValidation", "preHandler", "onSend 1", "onResponse 201"]);
  });

  test("@fastify/compress compresses whole bodies and streams", async () => {
    const text = "compressible ".repeat(500);
    const app: Application = (environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      return environ.pathInfo === "/stream" ? [text, text].values() : text;
    };
    const fastify = makeFastify();
    await fastify.register(compress);
    await fastify.register(toFastify(app));
    const url = await listen(fastify);
    for (const [path, expected] of [
      ["/", text],
      ["/stream", text + text],
    ] as const) {
      // prettier-ignore
      const response = await fetch(url + path, { headers: { "accept-encoding": "gzip" } });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect(await response.text()).toBe(expected);
    }
  });

  test("an onSend hook that fails or answers itself has the body closed", async () => {
    let closed = 0;
    const app: Application = (_environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      return (async function* () {
        try {
          for (;;) yield "endless";
        } finally {
          closed++;
        }
      })();
    };
    const fastify = makeFastify();
    fastify.addHook("onSend", async (request, _reply, payload) => {
      if (request.url === "/fails" && typeof payload === "object") throw new Error("hook");
      return request.url === "/replaces" ? "replaced" : payload;
    });
    await fastify.register(toFastify(app));
    const url = await listen(fastify);
    expect((await fetch(`${url}/fails`)).status).toBe(500);
    expect(await (await fetch(`${url}/replaces`)).text()).toBe("replaced");
    await expect.poll(() => closed).toBe(2);
  });

  test("a body that fails behind a hook's own stream breaks the connection, and brings nothing down [U24]", async () => {
    const fastify = makeFastify();
    fastify.addHook("onSend", async (request, _reply, payload) =>
      request.url === "/piped" ? (payload as NodeJS.ReadableStream).pipe(createGzip()) : payload,
    );
    await fastify.register(compress);
    await fastify.register(toFastify(breaking));
    const url = await listen(fastify);
    for (const [path, encoding] of [
      ["/piped", "identity"],
      ["/compressed", "gzip"],
    ] as const) {
      // prettier-ignore
      const answer = fetch(url + path, { headers: { "accept-encoding": encoding } });
      await expect
        .soft(answer.then((response) => response.text()))
        .rejects.toThrow(/terminated|fetch failed/);
    }
  });

  test("a chunk goes out before the next one is asked for, be the body synchronous", async () => {
    const sent: boolean[] = [];
    const app: Application = (environ, startResponse) => {
      const { raw } = environ.get(fastifyReply)!;
      startResponse(200, [["content-type", "text/plain"]]);
      return (function* () {
        yield "first";
        sent.push(raw.headersSent);
        yield "second";
      })();
    };
    const fastify = makeFastify();
    await fastify.register(toFastify(app));
    expect(await (await fetch(await listen(fastify))).text()).toBe("firstsecond");
    expect(sent).toEqual([true]);
  });

  test("an injected request is answered too, and one that fails half-way ends", async () => {
    const fastify = makeFastify();
    await fastify.register(toFastify(halfWay), { prefix: "/api" });
    expect((await fastify.inject("/api")).payload).toBe("injected");
    await expect(fastify.inject("/api/broken")).rejects.toThrow("destroyed");
  });
});
