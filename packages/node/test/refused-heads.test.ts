/* oxlint-disable unicorn/consistent-function-scoping -- each function is defined beside its use */
import { createServer, get as getFrom, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable, pipeline } from "node:stream";
import { get, listening, wrapped, type Listener } from "@tsgi/harness/listening";
import Koa from "koa";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Application } from "@tsgi/core";
import { fromConnect, fromNode } from "@tsgi/node/from";

/** Heads that Node's own response takes, and startResponse does not. */
const heads: readonly (readonly [name: string, code: string, set: (response: ServerResponse) => void])[] = [
  ["status 999", "TSGI_STATUS_INVALID", (response) => void (response.statusCode = 999)],
  ["status 600", "TSGI_STATUS_INVALID", (response) => void (response.statusCode = 600)],
  ["status 199", "TSGI_STATUS_INVALID", (response) => void (response.statusCode = 199)],
  ...["abc", "1e0", "", ["1", "1"]].map(
    (value) =>
      [
        `content-length ${JSON.stringify(value)}`,
        "TSGI_HEADER_VALUE_INVALID",
        (response: ServerResponse) => void response.setHeader("content-length", value),
      ] as const,
  ),
];

describe.each(heads)("a head that is refused, %s", (_name, code, set) => {
  /** Responses of a listener after the head was refused; each on stand-ins. */
  const ask = async (app: Application): Promise<[status: number, body: string, log: string]> => {
    const server = await listening(wrapped(app));
    const { status, body } = await get(server);
    return [status, body, server.log()];
  };

  test.each([
    ["at once", (work: () => void) => work()],
    ["later", (work: () => void) => void setImmediate(work)],
  ])("the listener learns of it %s, and its next head goes out", async (_when, when) => {
    const listener: Listener = (_request, response) =>
      when(() => {
        set(response);
        try {
          response.end("refused");
        } catch (error) {
          response.removeHeader("content-length");
          response.writeHead(503).end(`mine: ${(error as { code?: string }).code}`);
        }
      });
    expect(await ask(fromNode(listener))).toEqual([503, `mine: ${code}`, ""]);
  });

  test.each([
    ["throws it", (_request: unknown, response: ServerResponse) => (set(response), void response.end("x"))],
    [
      "rejects with it",
      async (_request: unknown, response: ServerResponse): Promise<void> => {
        await Promise.resolve();
        set(response);
        response.end("x");
      },
    ],
  ])("a listener that %s is answered for", async (_how, listener) => {
    const [status, body, log] = await ask(fromNode(listener as Listener));
    expect([status, body]).toEqual([500, "Internal Server Error"]);
    expect(log).toContain(code);
  });

  test("Koa's own error answer goes out, and Koa emits `error`", async () => {
    const told: unknown[] = [];
    const koa = new Koa();
    koa.on("error", (error: { code?: string }) => told.push(error.code));
    koa.use((context) => {
      context.body = "hello";
      set(context.res);
    });
    expect(await ask(fromNode(koa.callback()))).toEqual([500, "Internal Server Error", ""]);
    expect(told).toEqual([code]);
  });

  test("a stream that is piped to the response: no code could catch, so the request fails", async () => {
    for (const send of [
      (response: ServerResponse) => Readable.from(["a", "b"]).pipe(response),
      (response: ServerResponse) => pipeline(Readable.from(["a", "b"]), response, () => {}),
    ]) {
      const [status, body, log] = await ask(
        fromNode<never, ServerResponse>((_request, response) => (set(response), void send(response))),
      );
      expect([status, body]).toEqual([500, "Internal Server Error"]);
      expect(log).toContain(code);
    }
  });

  test("a listener that tries it again and again ends nothing", async () => {
    let tried = 0;
    const listener: Listener = (_request, response) => {
      const again = (): void => {
        tried++;
        try {
          set(response);
          response.end("refused");
        } catch {
          setImmediate(again);
        }
      };
      again();
    };
    const [status, , log] = await ask(fromNode(listener));
    expect([status, tried]).toEqual([500, 3]);
    expect(log).toContain(code);
  });

  test("middleware of Connect behind another that has it refused fails the request", async () => {
    const setting = (_request: unknown, response: ServerResponse, next: () => void): void => {
      set(response);
      next();
    };
    const [status, , log] = await ask(
      fromConnect(setting)(fromNode<never, ServerResponse>((_request, response) => void response.end("x"))),
    );
    expect(status).toBe(500);
    expect(log).toContain(code);
  });
});

test("an upstream's status beyond 599 that a proxy pipes on ends no process", async () => {
  const upstream = createServer((_request, response) => void response.writeHead(999).end("odd")).listen(0);
  onTestFinished(() => void upstream.close().closeAllConnections());
  const { port } = upstream.address() as AddressInfo;
  const proxy: Listener = (_request, response) =>
    getFrom({ port, host: "127.0.0.1", agent: false }, (answer) => {
      response.statusCode = answer.statusCode!;
      answer.pipe(response);
    });
  const server = await listening(wrapped(fromNode(proxy)));
  expect((await get(server)).status).toBe(500);
  expect(server.log()).toContain("TSGI_STATUS_INVALID");
});
