import { Readable } from "node:stream";
import { get, listening } from "@tsgi/harness/listening";
import { describe, expect, test } from "vitest";
import type { Application } from "@tsgi/core";
import { fromNode } from "@tsgi/node/from";
import { validate } from "@tsgi/validator";
import Koa from "koa";

interface KoaContext {
  readonly method: string;
  readonly path: string;
  readonly ip: string;
  readonly req: AsyncIterable<Buffer>;
  body: unknown;
  set(name: string, value: string): void;
  throw(status: number, message: string): never;
}

describe.each([
  ["the server's own request and response", (app: Application) => app],
  ["stand-ins under the validator", (app: Application) => validate(app)],
])("Koa on %s", (_name, around) => {
  const koa = new Koa();
  koa.silent = true;
  koa.use(async (context: KoaContext, next: () => Promise<void>) => {
    context.set("x-before", "1");
    await next();
  });
  koa.use(async (context: KoaContext) => {
    const { method, path, ip } = context;
    if (path === "/json") context.body = { method, path, ip: ip.replace("::ffff:", "") };
    if (path === "/stream") context.body = Readable.from(["one ", "two"]);
    if (path === "/throw") context.throw(418, "short and stout");
    if (path === "/echo") {
      let body = "";
      for await (const chunk of context.req) body += chunk.toString();
      context.body = body;
    }
  });
  const app = around(fromNode(koa.callback()));

  test.each([
    ["/json", 200, '{"method":"POST","path":"/json","ip":"127.0.0.1"}'],
    ["/stream", 200, "one two"],
    ["/throw", 418, "short and stout"],
    ["/echo", 200, "sent"],
    ["/nowhere", 404, "Not Found"],
  ])("%s", async (path, status, body) => {
    const answer = await get(await listening(app), { method: "POST", path, body: "sent" });
    expect([answer.status, answer.body]).toEqual([status, body]);
  });
});
