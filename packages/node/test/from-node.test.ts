/* oxlint-disable unicorn/consistent-function-scoping -- each function is defined beside its use */
import { once } from "node:events";
import { connect } from "node:net";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, pipeline } from "node:stream";
import { get, listening, signal, wrapped, type Listener, type Listening } from "@tsgi/harness/listening";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compose, createKey, mapBody, mount, type Application, type Body, type Chunk } from "@tsgi/core";
import { BaseInput, tooLarge } from "@tsgi/core/server";
import { environOf, fromConnect, fromNode, type FromNodeOptions } from "@tsgi/node/from";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";

/** As a middleware that limits bodies leaves it. */
class TooLarge extends BaseInput {
  protected override async collect(): Promise<never> {
    throw tooLarge(3);
  }
  protected override async *chunks(): AsyncGenerator<Uint8Array> {
    yield Uint8Array.of(1, 2, 3);
    throw tooLarge(3);
  }
}

type Ways = readonly (readonly [name: string, around: (app: Application) => Application])[];
const ways: Ways = [
  ["the server's own request and response", (app) => app],
  ["stand-ins", wrapped],
  ["stand-ins under the validator", (app) => validate(app)],
];

describe.each(ways)("a listener on %s", (name, around) => {
  const isOwn = name.startsWith("the server");
  const serving = (listener: Listener, options?: FromNodeOptions): Promise<Listening> =>
    listening(around(fromNode(listener, options)));

  test("answers at once, in one piece, with its length", async () => {
    const server = await serving(
      (_request, response) => void response.setHeader("x-a", ["1", "2"]).end("whole"),
    );
    const { status, headers, body } = await get(server);
    expect([status, headers["x-a"], headers["content-length"], body]).toEqual([200, "1, 2", "5", "whole"]);
  });

  test.each([
    ["strip", "/users?q /api /api/users?q"],
    ["keep", "/api/users?q undefined undefined"],
  ] as const)("prefix %s", async (prefix, expected) => {
    const listener = fromNode<IncomingMessage & { baseUrl?: string; originalUrl?: string }, ServerResponse>(
      (request, response) => void response.end(`${request.url} ${request.baseUrl} ${request.originalUrl}`),
      { prefix },
    );
    const server = await listening(around(mount({ "/api": listener })));
    expect((await get(server, { path: "/api/users?q" })).body).toBe(expected);
  });

  test("knows the environ, with what middleware has set", async () => {
    const user = createKey<string>("test.user");
    const listener = fromNode<IncomingMessage, ServerResponse>((request, response) => {
      const environ = environOf(request)!;
      response.end(`${environ.get(user)} ${environ.scriptName} ${environOf({}) === undefined}`);
    });
    const server = await listening(
      around((environ, startResponse) => {
        environ.set(user, "ann");
        return mount({ "/at": listener })(environ, startResponse);
      }),
    );
    expect((await get(server, { path: "/at/x" })).body).toBe("ann /at true");
  });

  test("answers later, in pieces", async () => {
    const server = await serving((_request, response) => {
      setImmediate(() => {
        response.writeHead(201, { "content-type": "text/plain" });
        response.write("one ");
        setImmediate(() => response.end("two"));
      });
    });
    const { status, headers, body } = await get(server);
    expect([status, headers["content-type"], headers["transfer-encoding"], body]).toEqual([
      201,
      "text/plain",
      "chunked",
      "one two",
    ]);
  });

  test("reads the body by events, and gets every byte", async () => {
    const server = await serving((request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.length));
      request.on("end", () => response.end(`${size} ${request.complete} ${request.readableEnded}`));
    });
    expect((await get(server, { method: "POST", body: Buffer.alloc(300_000) })).body).toBe(
      "300000 true true",
    );
  });

  test("pipes a body back at the reader's pace", async () => {
    const server = await serving((request, response) => void request.pipe(response));
    const body = "0123456789".repeat(50_000);
    expect((await get(server, { method: "POST", body })).body).toBe(body);
  });

  test("what is written when the response drains comes whole, however many pieces it is", async () => {
    const server = await serving((_request, response) => {
      let rounds = 20;
      const write = (): void => {
        if (rounds-- === 0) return void response.end();
        response.write("a".repeat(20_000));
        if (response.write("b".repeat(20_000))) setImmediate(write);
      };
      response.on("drain", write);
      setImmediate(write);
    });
    const { body } = await get(server);
    expect([body.length, body.replaceAll("a", "").length]).toEqual([800_000, 400_000]);
  });

  test("sees header fields joined by Node's rules", async () => {
    const server = await serving((request, response) => {
      const { headers, headersDistinct, rawHeaders } = request;
      response.end(JSON.stringify({ headers, headersDistinct, rawHeaders }));
    });
    const lists = [
      "accept",
      "cookie",
      "set-cookie",
      "x-own",
      "user-agent",
      "referer",
      "if-match",
      "age",
      "etag",
    ];
    const headers = Object.fromEntries(lists.map((field) => [field, ["one", "two"]]));
    const seen = JSON.parse((await get(server, { headers })).body) as Record<string, Record<string, unknown>>;
    expect(seen["headers"]).toMatchObject({
      accept: "one, two",
      cookie: "one; two",
      "set-cookie": ["one", "two"],
      "x-own": "one, two",
      "user-agent": "one",
      referer: "one",
      "if-match": "one, two",
      age: "one",
      etag: "one",
    });
    expect(seen["headersDistinct"]).toMatchObject({ "user-agent": ["one", "two"], "x-own": ["one", "two"] });
    expect(seen["rawHeaders"]).toContain("x-own");
  });

  test("describes its connection", async () => {
    const server = await serving(({ socket, httpVersion, httpVersionMajor }, response) => {
      const { remoteAddress, remotePort } = socket;
      const isSame = response.socket === socket && response.req.socket === socket;
      response.end(JSON.stringify([remoteAddress, typeof remotePort, httpVersion, httpVersionMajor, isSame]));
    });
    expect(JSON.parse((await get(server)).body)).toEqual(["127.0.0.1", "number", "1.1", 1, true]);
  });

  test("HEAD, 204 and 304 have no body", async () => {
    const server = await serving((request, response) => {
      response.statusCode = Number(request.url!.slice(1));
      response.end("body");
    });
    expect(await get(server, { method: "HEAD", path: "/200" })).toMatchObject({ body: "", isBroken: false });
    for (const path of ["/204", "/304"]) {
      const { body, headers } = await get(server, { path });
      expect([body, headers["content-length"], headers["transfer-encoding"]]).toEqual([
        "",
        undefined,
        undefined,
      ]);
    }
  });

  test("the events of a response come in Node's order", async () => {
    const events: string[] = [];
    const server = await serving((request, response) => {
      for (const event of ["prefinish", "finish", "close"]) response.on(event, () => events.push(event));
      request.on("close", () => events.push("request closed"));
      request.resume();
      setImmediate(() => response.end("x", () => events.push("ended")));
    });
    await get(server);
    await expect.poll(() => events).toContain("close");
    expect(events.filter((event) => event !== "request closed")).toEqual([
      "prefinish",
      "ended",
      "finish",
      "close",
    ]);
    expect(events).toContain("request closed");
  });

  test("headersSent, writableEnded and getters report what Node's report", async () => {
    const seen: unknown[] = [];
    const server = await serving((_request, response) => {
      response.setHeader("X-One", 1);
      seen.push(response.headersSent, response.hasHeader("x-one"), response.getHeader("X-ONE"));
      response.appendHeader("x-one", "2").removeHeader("nothing");
      response.write("a");
      seen.push(response.headersSent, response.writableEnded, response.getHeaderNames());
      expect(() => response.setHeader("late", "1")).toThrow(
        expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }),
      );
      expect(() => response.writeHead(200)).toThrow(
        expect.objectContaining({ code: "ERR_HTTP_HEADERS_SENT" }),
      );
      response.end();
      seen.push(response.writableEnded, response.finished);
    });
    expect((await get(server)).headers["x-one"]).toBe("1, 2");
    expect(seen).toEqual([false, true, 1, true, false, ["x-one"], true, true]);
  });

  test("trailers follow the body", async () => {
    const server = await serving((_request, response) => {
      response.setHeader("trailer", "x-sum");
      response.write("body");
      response.addTrailers({ "x-sum": "42" });
      response.end();
    });
    expect(await get(server)).toMatchObject({ body: "body", trailers: { "x-sum": "42" } });
  });

  test("early hints go out before", async () => {
    const server = await serving((_request, response) => {
      response.writeEarlyHints({ link: "</a.css>; rel=preload" }, () => response.end("after"));
    });
    const socket = connect(server.port, "127.0.0.1").end(
      "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    );
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk));
    await once(socket, "close");
    expect(text).toMatch(/^HTTP\/1\.1 103 .*\r\nlink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 /i);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("on purpose");
      },
    ],
    [
      "rejects",
      async () => {
        await Promise.resolve();
        throw new Error("on purpose");
      },
    ],
  ] as [string, Listener][])("a listener that %s before its head is answered for", async (_how, fail) => {
    const server = await serving((request, response) => {
      response.setHeader("x-lost", "1");
      return fail(request, response);
    });
    const { status, headers, body } = await get(server);
    expect([status, headers["x-lost"], body]).toEqual([500, undefined, "Internal Server Error"]);
    expect(server.log()).toContain("on purpose");
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("on purpose");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("on purpose");
      },
    ],
  ] as [string, Listener][])(
    "a listener that %s in the middle of its body breaks the connection",
    async (_how, fail) => {
      const { given, give } = signal();
      const server = await serving(async (request, response) => {
        response.write("begun");
        await given;
        return fail(request, response);
      });
      const { status, isBroken } = await get(server, { onData: give });
      expect([status, isBroken]).toEqual([200, true]);
      expect(server.log()).toContain("on purpose");
    },
  );

  test("a listener that never answers is answered for after its timeout", async () => {
    const server = await serving(() => {}, { timeout: 20 });
    expect(await get(server)).toMatchObject({ status: 500, body: "Internal Server Error" });
    expect(server.log()).toContain("TSGI_LISTENER_TIMEOUT");
  });

  test("what answers twice has answered once", async () => {
    const server = await serving((_request, response) => {
      response.end("first");
      response.end("second");
    });
    expect((await get(server)).body).toBe("first");
  });

  test("a write after the end is logged, and breaks nothing", async () => {
    const server = await serving((_request, response) => {
      response.end("ended");
      response.write("late");
    });
    expect((await get(server)).body).toBe("ended");
    await expect.poll(() => server.log()).toContain("write after end");
    expect((await get(server)).body).toBe("ended");
  });

  test("a listener that destroys the connection before its head", async () => {
    const server = await serving((request) => void request.socket.destroy());
    const answer = await get(server).catch((error: Error) => error.message);
    // Through TSGI there is no way to say nothing at all.
    const said = typeof answer === "string" ? answer : answer.status;
    expect(said).toBe(isOwn ? "socket hang up" : 500);
    expect(server.log().includes("TSGI_LISTENER_DESTROYED")).toBe(!isOwn);
  });

  test("a listener that destroys its response in the middle of its body", async () => {
    const { given, give } = signal();
    const server = await serving((_request, response) => {
      response.write("begun");
      void given.then(() => response.destroy(new Error("on purpose")));
    });
    expect(await get(server, { onData: give })).toMatchObject({ status: 200, isBroken: true });
  });

  test("a stream that fails takes the connection with it", async () => {
    const { given, give } = signal();
    const server = await serving((_request, response) => {
      const failing = new Readable({ read() {} });
      failing.push("piece");
      void given.then(() => failing.destroy(new Error("on purpose")));
      pipeline(failing, response, () => {});
    });
    expect(await get(server, { onData: give })).toMatchObject({ status: 200, isBroken: true });
  });

  test("a client that disconnects: close without finish, and the request is aborted", async () => {
    const events: string[] = [];
    const server = await serving((request, response) => {
      for (const event of ["finish", "close"]) response.on(event, () => events.push(`response ${event}`));
      for (const event of ["aborted", "close"]) request.on(event, () => events.push(`request ${event}`));
      request.on("error", () => {});
      response.write("begun");
    });
    const socket = connect(server.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf");
    await once(socket, "data");
    socket.destroy();
    await expect
      .poll(() => events.toSorted())
      .toEqual(["request aborted", "request close", "response close"]);
  });

  test("a client that disconnects before the answer", async () => {
    const events: string[] = [];
    const { given: asked, give: isAsked } = signal();
    const server = await serving((_request, response) => {
      response.on("finish", () => events.push("finish"));
      response.on("close", () => events.push("close"));
      isAsked();
    });
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    await asked;
    socket.destroy();
    await expect.poll(() => events).toEqual(["close"]);
  });

  test("a broken upload is an aborted request", async () => {
    const seen: unknown[] = [];
    const server = await serving((request) => {
      request.on("error", (error: NodeJS.ErrnoException) => seen.push(error.code));
      request.on("aborted", () => seen.push("aborted"));
      request.on("end", () => seen.push("end"));
      request.resume();
    });
    const socket = connect(server.port, "127.0.0.1").on("error", () => {});
    socket.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nhalf");
    setImmediate(() => socket.end());
    await expect.poll(() => seen).toEqual(["aborted", "ECONNRESET"]);
  });

  test("many requests at once do not see each other", async () => {
    const server = await serving(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.setHeader("x-url", request.url!);
      response.write(Buffer.concat(chunks));
      response.end("!");
    });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => get(server, { method: "POST", path: `/${i}`, body: `body ${i}` })),
    );
    answers.forEach(({ headers, body }, i) =>
      expect([headers["x-url"], body]).toEqual([`/${i}`, `body ${i}!`]),
    );
  });
});

test("compose and the types: a listener may be written in place", async () => {
  const app = compose(wrapped)(fromNode((request, response) => response.end(request.url)));
  expect((await get(await listening(app), { path: "/typed" })).body).toBe("/typed");
});

test("what is not a listener, and an invalid timeout, are refused at once", () => {
  expect(() => fromNode("no" as never)).toThrow("TSGI_APPLICATION_INVALID");
  expect(() => fromNode(() => {}, { timeout: -1 })).toThrow("TSGI_OPTION_INVALID");
  expect(() => fromNode(() => {}, { timeout: Infinity })).toThrow("TSGI_OPTION_INVALID");
});

test("a body above a limit that a middleware set is the client's mistake, reported to the listener too", async () => {
  const seen: unknown[] = [];
  const listener = fromNode<IncomingMessage, ServerResponse>(async (request) => {
    try {
      for await (const chunk of request) void chunk;
    } catch (error) {
      seen.push((error as { code?: string }).code);
      throw error;
    }
  });
  const server = await listening((environ, startResponse) => {
    const limited = environ.derive({ input: new TooLarge() });
    return listener(limited, startResponse);
  });
  expect((await get(server, { method: "POST", body: "0123456789" })).status).toBe(413);
  await expect.poll(() => seen).toEqual(["TSGI_INPUT_TOO_LARGE"]);
  expect(server.log()).toBe("");
});

describe("a listener that answers at once, behind middleware that looks into the body", () => {
  const mapping =
    (app: Application): Application =>
    async (environ, startResponse) =>
      mapBody(await app(environ, startResponse), { chunk: (chunk) => chunk });
  const reading =
    (app: Application): Application =>
    async (environ, startResponse) => [...(await collect(await app(environ, startResponse)))];
  const collect = async (body: Body): Promise<Chunk[]> => {
    const chunks: Chunk[] = [];
    for await (const chunk of mapBody(body, { chunk: (one) => one })) chunks.push(chunk);
    return chunks;
  };
  const setting = fromConnect((_request: unknown, _response: unknown, next: () => void) => next());

  test.each([
    ["mapBody", mapping],
    ["a loop", reading],
    ["mapBody, behind middleware of Connect", compose(mapping, setting)],
    ["mapBody, in middleware of Connect", compose(setting, mapping)],
  ])("%s: runs once, whatever it answers with", async (_name, around) => {
    const answers: [string, (response: ServerResponse) => void][] = [
      ["nothing", (response) => void response.writeHead(201).end()],
      ["an empty text", (response) => void response.writeHead(201).end("")],
      ["no bytes", (response) => void response.writeHead(201).end(Buffer.alloc(0))],
      ["a text", (response) => void response.writeHead(201).end("text")],
      ["204", (response) => void response.writeHead(204).end()],
    ];
    for (const [name, answer] of answers) {
      let runs = 0;
      const listener: Listener = (_request, response) => (runs++, answer(response));
      const server = await listening(around(fromNode(listener)));
      const { status } = await get(server);
      expect([name, runs, status, server.log()]).toEqual([name, 1, name === "204" ? 204 : 201, ""]);
    }
  });
});

describe("an endless body for HEAD, on a stand-in", () => {
  afterEach(() => void vi.useRealTimers());

  test("is written to nowhere for five seconds, and closed then", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const events: string[] = [];
    const listener = fromNode<IncomingMessage, ServerResponse>((_request, response) => {
      const endless = new Readable({ read: () => void setImmediate(() => endless.push("more")) });
      pipeline(endless, response, (error) => events.push(error?.message ?? "ended"));
    });
    await using client = createClient(wrapped(listener));
    const response = await client.head("/");
    expect(response.status).toBe(200);
    await response.finished;
    await vi.advanceTimersByTimeAsync(4_999);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await expect.poll(() => events).toEqual(["Premature close"]);
  });

  test("that has an end comes to it", async () => {
    const events: string[] = [];
    const listener = fromNode<IncomingMessage, ServerResponse>((_request, response) => {
      pipeline(Readable.from(["a", "b"]), response, (error) => events.push(error?.message ?? "ended"));
    });
    await using client = createClient(wrapped(listener));
    await (
      await client.head("/")
    ).finished;
    await expect.poll(() => events).toEqual(["ended"]);
  });
});
