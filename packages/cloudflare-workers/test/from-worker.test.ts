import { join } from "node:path";
import { fromWorker, type ExecutionContext, type WorkerModule } from "@tsgi/cloudflare-workers";
import { mount } from "@tsgi/core";
import { startWorkerd } from "@tsgi/harness/workerd";
import { serve } from "@tsgi/node";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { expect, onTestFinished, test, vi } from "vitest";

interface Env {
  readonly SECRET: string;
}

test("a Worker runs on Node: bindings are the option's, waitUntil works apart from its object", async () => {
  const done = vi.fn<() => void>();
  const worker: WorkerModule<Env> = {
    async fetch(request, env, { waitUntil, passThroughOnException }) {
      passThroughOnException();
      waitUntil(new Promise((resolve) => setImmediate(() => resolve(done()))));
      const { cf } = request as Request & { cf?: unknown };
      return Response.json([env.SECRET, new URL(request.url).pathname, await request.text(), cf ?? null]);
    },
  };
  const app = mount({ "/api": validate(fromWorker(worker, { env: { SECRET: "s3cret" } })) });
  const server = await serve(validate(app), { port: 0 });
  const response = await fetch(new URL("/api/x", server.url), { method: "POST", body: "body" });
  expect(await response.json()).toEqual(["s3cret", "/x", "body", null]);
  await server.close();
  expect(done).toHaveBeenCalledTimes(1);
});

test("it is called on its module, with an env of its own", async () => {
  const worker = {
    name: "own",
    fetch(_request: Request, env: unknown, context: ExecutionContext): Response {
      return Response.json([this.name, env, context.props]);
    },
  };
  const client = createClient(fromWorker(worker));
  onTestFinished(() => client.close());
  expect(await (await client.request("GET", "/")).json()).toEqual(["own", {}, {}]);
});

test("refuses what is not a Worker", () => {
  expect(() => fromWorker({} as never)).toThrow(
    expect.objectContaining({ code: "TSGI_APPLICATION_INVALID" }),
  );
});

test("in a Worker it has the Worker's own bindings, execution context and cf, mounted too", async () => {
  const worker = await startWorkerd(join(import.meta.dirname, "fixtures/existing-worker.ts"), {
    bindings: { SECRET: "s3cret" },
  });
  onTestFinished(() => worker.close());
  for (const path of ["/x", "/api/x"]) {
    const response = await fetch(new URL(path, worker.url), { method: "POST", body: "body" });
    expect(await response.json()).toEqual(["s3cret", "/x", "body", true, true]);
  }
  await expect.poll(() => worker.log()).toContain("waited");
});
