import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toLambda, toLambdaStream } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { toNode } from "@tsgi/node";
import { validate } from "@tsgi/validator";
import { connectApp } from "./fixtures/_connect-app.ts";

interface Place {
  readonly url: string;
  close(): Promise<void>;
}

const fixtures = join(import.meta.dirname, "fixtures");
const hosts: Readonly<Record<string, () => Promise<Place>>> = {
  node: () => listen(connectApp(fixtures)),
  "node, under the validator": () => listen(validate(connectApp(fixtures))),
  "aws-lambda": () => serveLocally(toLambda(connectApp(fixtures)), { port: 0 }),
  "aws-lambda, streaming": () =>
    serveLocally(toLambdaStream(connectApp(fixtures)), { port: 0, event: "url" }),
  bun: () => started("bun", "connect-bun.ts"),
  deno: () => started("deno", "connect-deno.ts"),
  "cloudflare-workers": () => startWorkerd(join(fixtures, "connect-worker.ts"), { nodejs: true }),
};

describe.each(Object.entries(hosts))("on %s", (host, start) => {
  let place: Place;
  beforeAll(async () => {
    place = await start();
  });
  afterAll(() => place.close());
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(path, place.url), init);

  test("helmet and cors: what they set is on the application's answer", async () => {
    const response = await ask("/helmet");
    const fields = ["x-frame-options", "access-control-allow-origin", "x-powered-by", "vary"];
    expect(fields.map((name) => response.headers.get(name))).toEqual([
      "SAMEORIGIN",
      "https://a.example",
      "tsgi",
      "Origin, x-mine",
    ]);
    expect(await response.text()).toBe("hello");
  });

  test("cors answers a preflight by itself", async () => {
    const response = await ask("/helmet", {
      method: "OPTIONS",
      headers: { "access-control-request-method": "PUT" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toContain("PUT");
  });

  test("compression compresses a whole body", async () => {
    const response = await ask("/compressed", { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect((await response.text()).length).toBe(30_000);
    const plain = await ask("/compressed", { headers: { "accept-encoding": "identity" } });
    expect([plain.headers.get("content-encoding"), (await plain.text()).length]).toEqual([null, 30_000]);
  });

  test.skipIf(host === "aws-lambda")(
    "compression sends each chunk of a stream when it is there (a buffered result has no chunks)",
    async () => {
      const response = await ask("/slow", { headers: { "accept-encoding": "gzip" } });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      const decoder = new TextDecoder();
      let text = "";
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        if (text.endsWith(";")) await ask("/advance");
      }
      expect(text).toBe("chunk 0;chunk 1;chunk 2;");
    },
  );

  test("morgan logs what was answered", async () => {
    await (await ask("/logged/here?x")).text();
    await expect.poll(async () => (await ask("/log")).text()).toBe("GET /logged/here?x 200\n");
  });

  test("express-session and passport: one request, one session, two cookies", async () => {
    const first = await ask("/session");
    expect(await first.text()).toBe("1 function");
    const cookies = first.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split("=")[0]).toSorted()).toEqual(["mine", "sid"]);
    const cookie = cookies.find((one) => one.startsWith("sid="))!.split(";")[0]!;
    expect(await (await ask("/session", { headers: { cookie } })).text()).toBe("2 function");
    expect(await (await ask("/session")).text()).toBe("1 function");
  });

  test("express-rate-limit, in an Express application, answers for the application", async () => {
    const answers = [await ask("/limited"), await ask("/limited")];
    expect(answers.map(({ status, headers }) => [status, headers.get("x-ratelimit-remaining")])).toEqual([
      [200, "0"],
      [429, "0"],
    ]);
    expect(await answers[0]!.text()).toBe("hello");
  });

  test("an Express application inside gets the response that is hooked", async () => {
    const response = await ask("/express", { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect((await response.text()).length).toBe(30_000);
  });

  test.skipIf(host === "cloudflare-workers")(
    "serve-static answers, or calls next() (a Worker has no files)",
    async () => {
      const file = await ask("/static/connect-bun.ts", { headers: { range: "bytes=4-13" } });
      expect([file.status, await file.text()]).toEqual([206, "Middleware"]);
      expect(await (await ask("/static/nothing")).text()).toBe("hello");
    },
  );
});

async function listen(app: ReturnType<typeof connectApp>): Promise<Place> {
  const server = createServer(toNode(app) as never).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function started(runtime: "bun" | "deno", fixture: string): Promise<Place> {
  const server = await ServerProcess.onRuntime(runtime, join(fixtures, fixture));
  return { url: await server.ready, close: () => server.close() };
}
