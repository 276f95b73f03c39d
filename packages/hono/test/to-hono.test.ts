/* oxlint-disable unicorn/consistent-function-scoping -- each application is defined beside its use */
import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_INPUT_TOO_LARGE } from "@tsgi/core/errors";
import { honoContext, honoEnv, honoExecutionContext, honoMount, toHono } from "@tsgi/hono";
import { Hono, type Context, type ErrorHandler } from "hono";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { describe, expect, test, vi } from "vitest";

/** Answers with the parts of the path. */
const describeTarget: Application = ({ scriptName, pathInfo, queryString, target }, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify([scriptName, pathInfo, queryString, target]);
};
const app = toHono(describeTarget);

async function parts(hono: Hono, path: string): Promise<unknown> {
  const response = await hono.request(path);
  expect(response.status).toBe(200);
  return response.json();
}

describe("[U3] scriptName", () => {
  const shapes: Readonly<Record<string, () => Hono>> = {
    "hono.all": () => new Hono().all("/v1/api/*", app),
    "hono.route": () => new Hono().route("/v1", new Hono().route("/api", new Hono().all("/*", app))),
    "hono.route of one with its own onError": () =>
      new Hono().route(
        "/v1",
        new Hono().onError((_error, context) => context.text("", 500)).all("/api/*", app),
      ),
    "hono.basePath": () => new Hono().basePath("/v1").basePath("/api").all("*", app),
    "hono.mount with honoMount": () => new Hono().mount("/v1/api", app, honoMount),
    "a parameter in the prefix": () => new Hono().all("/:version/api/*", app),
    "a parameter with an expression": () => new Hono().all("/:version{v[0-9]+}/api/*", app),
    "a middleware before it": () => new Hono().use(secureHeaders()).all("/v1/api/*", app),
    "the option below a pattern": () => new Hono().all("/v1/*", toHono(describeTarget, { basePath: "/api" })),
    "the option": () => new Hono().all("*", toHono(describeTarget, { basePath: "/v1/api" })),
  };

  test.each(Object.keys(shapes))("%s", async (name) => {
    const hono = shapes[name]!();
    expect(await parts(hono, "/v1/api/x%2Fy?q=1")).toEqual(["/v1/api", "/x%2Fy", "q=1", "/v1/api/x%2Fy?q=1"]);
    expect(await parts(hono, "/v1/api/")).toEqual(["/v1/api", "/", "", "/v1/api/"]);
    expect(await parts(hono, "/v1/api?q")).toEqual(["/v1/api", "", "q", "/v1/api?q"]);
  });

  test("keeps a prefix as the client encoded it", async () => {
    const hono = new Hono().all("/a b/*", app);
    expect(await parts(hono, "/a%20b/c")).toEqual(["/a%20b", "/c", "", "/a%20b/c"]);
  });

  test("is empty under a pattern that ends otherwise, and in a plain mount", async () => {
    expect(await parts(new Hono().get("/users/:id", app), "/users/1")).toEqual([
      "",
      "/users/1",
      "",
      "/users/1",
    ]);
    expect(await parts(new Hono().mount("/api", app), "/api/x?q")).toEqual(["", "/x", "q", "/x?q"]);
  });

  test("of a plain mount is what the option says", async () => {
    const hono = new Hono().mount("/api", toHono(describeTarget, { basePath: "/api" }));
    expect(await parts(hono, "/api/x?q")).toEqual(["/api", "/x", "q", "/api/x?q"]);
  });
});

describe("a target in absolute form", () => {
  const seen: Application = (environ, startResponse) => {
    startResponse(200, []);
    return JSON.stringify([environ.target, environ.scheme, environ.header("host")]);
  };
  const url = "https://other.example/x";
  const info = { remoteAddr: {}, completed: Promise.resolve() };
  const incoming = (target: string, encrypted?: boolean): object => ({
    httpVersion: "1.1",
    rawHeaders: ["Host", "h.example"],
    url: target,
    socket: { encrypted },
  });

  test.each<[string, object, string[]]>([
    ["on @hono/node-server", { incoming: incoming(url) }, [url, "http", "other.example"]],
    ["on @hono/node-server over TLS", { incoming: incoming(url, true) }, [url, "https", "other.example"]],
    ["but not of another URL there", { incoming: incoming("/x", true) }, ["/x", "https", "h.example"]],
    ["on Deno", info, [url, "http", "other.example"]],
    ["but not elsewhere", {}, ["/x", "https", "h.example"]],
  ])("replaces Host and leaves the scheme: %s", async (_title, env, expected) => {
    const hono = new Hono().all("*", toHono(seen));
    const response = await hono.request(url, { headers: { host: "h.example" } }, env as never);
    expect(await response.json()).toEqual(expected);
  });

  test("the option says what clients connect by", async () => {
    const hono = new Hono().all("*", toHono(seen, { scheme: "https" }));
    const response = await hono.request(url, { headers: { host: "h.example" } }, info as never);
    expect(await response.json()).toEqual([url, "https", "other.example"]);
  });
});

describe("what Hono knows", () => {
  const keys: Application = (environ, startResponse) => {
    const { waitUntil } = environ;
    waitUntil(Promise.resolve());
    startResponse(200, []);
    return JSON.stringify([
      environ.get(honoContext) !== undefined,
      environ.get(honoEnv),
      environ.get(honoExecutionContext) !== undefined,
    ]);
  };
  const seen = async (hono: Hono, ...rest: unknown[]): Promise<unknown> =>
    (await hono.request("/api/x", {}, ...(rest as []))).json();

  test("is reached by key, under a route, a mount with honoMount, and a plain mount", async () => {
    const platform = [
      { NAME: "bound" },
      { waitUntil: vi.fn<(promise: Promise<unknown>) => void>(), passThroughOnException() {}, props: {} },
    ];
    const { waitUntil } = platform[1] as { waitUntil: ReturnType<typeof vi.fn> };
    const handler = toHono(keys);
    expect(await seen(new Hono().all("/api/*", handler), ...platform)).toEqual([
      true,
      { NAME: "bound" },
      true,
    ]);
    expect(await seen(new Hono().mount("/api", handler, honoMount), ...platform)).toEqual([
      true,
      { NAME: "bound" },
      true,
    ]);
    expect(await seen(new Hono().mount("/api", handler), ...platform)).toEqual([
      false,
      { NAME: "bound" },
      true,
    ]);
    expect(waitUntil).toHaveBeenCalledTimes(3);
  });

  test("may be nothing: there is no execution context outside of Workers", async () => {
    expect(await seen(new Hono().all("/api/*", toHono(keys)))).toEqual([true, null, false]);
  });

  test("the application sees what a middleware set in the context", async () => {
    const user: Application = (environ, startResponse) => {
      startResponse(200, []);
      return String((environ.get(honoContext) as unknown as Context).get("user"));
    };
    const hono = new Hono<{ Variables: { user: string } }>().use((context, next) => {
      context.set("user", context.req.query("name")!);
      return next();
    });
    hono.all("/api/*", toHono(user));
    const answers = await Promise.all(["ada", "bob"].map((name) => hono.request(`/api/?name=${name}`)));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(["ada", "bob"]);
  });
});

describe("errors before the head", () => {
  const failWith = (error: unknown): Hono =>
    new Hono().all(
      "*",
      toHono(async () => {
        throw error;
      }),
    );

  test("reach onError unchanged", async () => {
    const error = new Error("failed");
    const onError = vi.fn<ErrorHandler>((_error, context) => context.text("handled", 503));
    const response = await failWith(error).onError(onError).request("/");
    expect([response.status, await response.text()]).toEqual([503, "handled"]);
    expect(onError.mock.calls[0]![0]).toBe(error);
  });

  test("of the client keep their status, and reveal no details", async () => {
    const error = new TsgiError(TSGI_INPUT_TOO_LARGE, "more than 5 bytes");
    const response = await failWith(error).request("/");
    expect([response.status, await response.text()]).toEqual([413, "Content Too Large"]);
    const onError = vi.fn<ErrorHandler>((_error, context) => context.text(""));
    await failWith(error).onError(onError).request("/");
    expect(onError.mock.calls[0]![0]).toBeInstanceOf(HTTPException);
    expect(onError.mock.calls[0]![0].cause).toBe(error);
  });

  test("are errors to Hono, whatever was thrown", async () => {
    const response = await failWith("a string").request("/");
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  });
});

describe("other middleware of Hono", () => {
  const text: Application = (environ, startResponse) => {
    startResponse(200, [
      ["content-type", "text/plain"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    return environ.pathInfo === "/stream" ? ["streamed ", "text ".repeat(500)].values() : "text ".repeat(500);
  };

  test("secureHeaders and cors add their fields", async () => {
    const hono = new Hono().use(secureHeaders(), cors()).all("/api/*", toHono(text));
    const { headers } = await hono.request("/api/");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  test.each(["/api/", "/api/stream"])("etag and compress work on the response: %s", async (path) => {
    const plain = await new Hono().all("/api/*", toHono(text)).request(path);
    const hono = new Hono().use(compress(), etag()).all("/api/*", toHono(text));
    const first = await hono.request(path, { headers: { "accept-encoding": "gzip" } });
    expect(first.headers.get("content-encoding")).toBe("gzip");
    const unzipped = first.body!.pipeThrough(new DecompressionStream("gzip"));
    expect(await new Response(unzipped).text()).toBe(await plain.text());
    const second = await hono.request(path, { headers: { "if-none-match": first.headers.get("etag")! } });
    expect(second.status).toBe(304);
  });

  test("HEAD has the head of GET and no body", async () => {
    const response = await new Hono().all("/api/*", toHono(text)).request("/api/", { method: "HEAD" });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "2500",
      "",
    ]);
  });
});

test("close() runs the application's shutdown, if it was started", async () => {
  let stopped = 0;
  const handler = toHono({ handle: describeTarget, startup: () => {}, shutdown: () => void stopped++ });
  await handler.close();
  expect(stopped).toBe(0);
  await new Hono().all("*", handler).request("/");
  await handler[Symbol.asyncDispose]();
  expect(stopped).toBe(1);
});
