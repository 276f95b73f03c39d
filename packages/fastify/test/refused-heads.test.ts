/* oxlint-disable unicorn/consistent-function-scoping -- each function is defined beside its use */
import { get, listening, wrapped } from "@tsgi/harness/listening";
import { ServerProcess } from "@tsgi/harness/server-process";
import type { FastifyInstance } from "fastify";
import Fastify5 from "fastify";
import Fastify4 from "fastify-4";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fromFastify } from "@tsgi/fastify";

const fastifies = [
  ["Fastify 5", Fastify5],
  ["Fastify 4", Fastify4 as unknown as typeof Fastify5],
] as const;

/** Fastify itself refuses what is above 599, and finds out the length of what is whole. */
describe.each(fastifies)("%s: a head that is refused", (_name, Fastify) => {
  const ask = async (fastify: FastifyInstance): Promise<[status: number, body: string, log: string]> => {
    const server = await listening(wrapped(fromFastify(fastify)));
    const { status, body } = await get(server);
    return [status, body, server.log()];
  };
  const ways: [name: string, route: (fastify: FastifyInstance) => unknown][] = [
    ["at once", (fastify) => fastify.get("/", (_request, reply) => void reply.code(199).send("x"))],
    ["by a promise", (fastify) => fastify.get("/", async (_request, reply) => reply.code(199).send("x"))],
  ];

  describe.each(ways)("%s", (_way, route) => {
    test("the answer of the instance's error handler gets through", async () => {
      const fastify = Fastify();
      fastify.setErrorHandler((error: { code?: string }, _request, reply) => {
        void reply.code(503).send(`mine: ${error.code}`);
      });
      route(fastify);
      expect(await ask(fastify)).toEqual([503, "mine: TSGI_STATUS_INVALID", ""]);
    });

    test("Fastify's own error answer gets through", async () => {
      const fastify = Fastify();
      route(fastify);
      const [status, body] = await ask(fastify);
      expect([status, JSON.parse(body)]).toEqual([
        500,
        expect.objectContaining({ code: "TSGI_STATUS_INVALID" }),
      ]);
    });
  });
});

const runtimes: [name: string, start: (file: string) => Promise<ServerProcess>][] = [
  ["Node", async (file) => ServerProcess.ofScript(file)],
  ["Bun", (file) => ServerProcess.onRuntime("bun", file)],
  ["Deno", (file) => ServerProcess.onRuntime("deno", file)],
];

describe.each(runtimes)("if nothing catches the refusal, on %s", (_name, start) => {
  const fixture = join(import.meta.dirname, "fixtures/refused.ts");

  test.each(["/timed", "/floating", "/hooked"])(
    "the request fails, and the process lives: %s",
    async (path) => {
      const server = await start(fixture);
      onTestFinished(() => server.close());
      const url = `http://127.0.0.1:${await server.ready}`;
      for (let i = 0; i < 3; i++) {
        const [answer, after] = [await fetch(url + path), await fetch(url)];
        expect([answer.status, await answer.text()]).toEqual([500, "Internal Server Error"]);
        expect([after.status, await after.text()]).toEqual([200, "alive"]);
      }
      await expect.poll(() => server.log().match(/TSGI_STATUS_INVALID/g)?.length).toBeGreaterThanOrEqual(3);
    },
  );

  test.each(["/failing", "/rejecting"])("another error ends the process as ever: %s", async (path) => {
    const server = await start(fixture);
    const url = `http://127.0.0.1:${await server.ready}`;
    await fetch(url + path).then(
      (response) => response.text(),
      () => {},
    );
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining("another")]);
  });
});
