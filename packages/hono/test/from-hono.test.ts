import { serve as serveHono } from "@hono/node-server";
import { getConnInfo as nodeConnInfo } from "@hono/node-server/conninfo";
import { toFetch } from "@tsgi/fetch";
import { createKey, mount, type Application } from "@tsgi/core";
import { environOf, fromHono, getConnInfo, toHono } from "@tsgi/hono";
import { serve } from "@tsgi/node";
import { createClient, type Client } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { Hono } from "hono";
import { expect, onTestFinished, test, vi } from "vitest";

function clientOf(hono: Hono, place = "/", options = {}): Client {
  const client = createClient(validate(mount({ [place]: validate(fromHono(hono, options)) })));
  onTestFinished(() => client.close());
  return client;
}

const answer = async (client: Client, path: string): Promise<unknown> =>
  (await client.request("GET", path)).json();

test("env is empty, and waitUntil is the environ's, if the host has neither", async () => {
  const done = vi.fn<() => void>();
  const hono = new Hono().get("/", (c) => {
    const { waitUntil, passThroughOnException } = c.executionCtx;
    waitUntil(Promise.resolve().then(done));
    passThroughOnException();
    return c.json(c.env);
  });
  const client = clientOf(hono);
  expect(await answer(client, "/")).toEqual({});
  await client.close();
  expect(done).toHaveBeenCalledTimes(1);
});

test("a rejection of what waitUntil was passed is logged, and nothing else", async () => {
  const client = clientOf(
    new Hono().get("/", (c) => {
      c.executionCtx.waitUntil(Promise.reject(new Error("late")));
      return c.json(null);
    }),
  );
  expect(await answer(client, "/")).toBe(null);
  await client.close();
  expect(client.log).toContain("Error: late");
});

test("env is what the option returns", async () => {
  const hono = new Hono().get("/", (c) => c.json(c.env));
  const client = clientOf(hono, "/", { env: ({ method }: { method: string }) => ({ method }) });
  expect(await answer(client, "/")).toEqual({ method: "GET" });
});

test("env and execution context are the host's if it has them", async () => {
  const hono = new Hono().get("/", (c) => {
    c.executionCtx.waitUntil(Promise.resolve());
    return c.json(c.env);
  });
  const executionCtx = { waitUntil: vi.fn<(promise: Promise<unknown>) => void>() };
  const host = { name: "own", version: "", handlerArgs: () => [{ NAME: "bound" }, executionCtx] };
  const response = await toFetch(fromHono(hono), {}, host)(new Request("http://a/"), undefined);
  expect(await response.json()).toEqual({ NAME: "bound" });
  expect(executionCtx.waitUntil).toHaveBeenCalledTimes(1);
});

test("an application within another sees the outer one's env: Node's own objects on @hono/node-server", async () => {
  const inner = new Hono().get("/", (c) => c.json(nodeConnInfo(c).remote.address));
  const outer = new Hono().all("/inner/*", toHono(fromHono(inner)));
  const outermost = await new Promise<{ port: number; close(): void }>((resolve) => {
    const server = serveHono({ fetch: outer.fetch, port: 0, overrideGlobalObjects: false }, ({ port }) =>
      resolve({ port, close: () => server.close() }),
    );
  });
  onTestFinished(() => outermost.close());
  const response = await fetch(`http://127.0.0.1:${outermost.port}/inner/`);
  expect(String(await response.json()).replace("::ffff:", "")).toBe("127.0.0.1");
});

test("routes are found without the prefix, or with it in basePath", async () => {
  const hono = new Hono().get("/users/:id", (c) => c.json([c.req.param("id"), c.req.path]));
  expect(await answer(clientOf(hono, "/api"), "/api/users/a%2Fb")).toEqual(["a/b", "/users/a%2Fb"]);
  const based = new Hono().basePath("/api").get("/users/:id", (c) => c.json([c.req.param("id"), c.req.path]));
  const kept = clientOf(based, "/api", { prefix: "keep" });
  expect(await answer(kept, "/api/users/1")).toEqual(["1", "/api/users/1"]);
});

test("getConnInfo describes the peer", async () => {
  const hono = new Hono().get("/", (c) => c.json(getConnInfo(c)));
  const server = await serve(fromHono(hono), { port: 0 });
  onTestFinished(() => server.close());
  const { remote } = (await (await fetch(server.url)).json()) as ReturnType<typeof getConnInfo>;
  expect(remote).toEqual({ address: "127.0.0.1", port: expect.any(Number), addressType: "IPv4" });
  expect(getConnInfo({ req: { raw: new Request("http://a/") } }).remote).toEqual({});
});

test("an error that Hono does not handle goes on to the host", async () => {
  const hono = new Hono();
  hono.onError((error) => {
    throw error;
  });
  const thrown = new Error("thrown");
  hono.get("/", () => {
    throw thrown;
  });
  await expect(clientOf(hono).request("GET", "/")).rejects.toBe(thrown);
});

test("environOf returns the environ of a context, on hosts of every kind", async () => {
  const user = createKey<string>("test.user");
  const app = fromHono(
    new Hono().get("/", (c) => {
      const other = { req: { raw: new Request("http://a/") } };
      return c.json([environOf(c)?.get(user), environOf(other) ?? null]);
    }),
  );
  const named: Application = (environ, startResponse) => {
    environ.set(user, "ann");
    return app(environ, startResponse);
  };
  const client = createClient(named);
  onTestFinished(() => client.close());
  const host = { name: "own", version: "" };
  const fetched = await toFetch(named, {}, host)(new Request("http://a/"), undefined);
  expect([await answer(client, "/"), await fetched.json()]).toEqual([
    ["ann", null],
    ["ann", null],
  ]);
});
