/* oxlint-disable unicorn/consistent-function-scoping -- each application is defined beside its check */
import { AsyncLocalStorage } from "node:async_hooks";
import { Socket } from "node:net";
import { get, listening, wrapped, type Asking } from "@tsgi/harness/listening";
import { describe, expect, test } from "vitest";
import {
  isWhole,
  mapBody,
  mount,
  type Application,
  type Body,
  type Environ,
  type Middleware,
} from "@tsgi/core";
import { MemoryInput } from "@tsgi/core/server";
import { fromConnect, fromNode } from "@tsgi/node/from";

/** Reports whether it has the server's own request, and its mount point and path. */
const telling: Application = fromNode((request: Located, response: { end(text: string): void }) => {
  const { url, originalUrl, baseUrl, socket } = request;
  response.end(JSON.stringify({ isOwn: socket instanceof Socket, url, originalUrl, baseUrl }));
});

interface Located {
  readonly url: string;
  readonly originalUrl?: string;
  readonly baseUrl?: string;
  readonly socket: unknown;
}

async function told(app: Application, asking?: Asking): Promise<Record<string, unknown>> {
  const { body } = await get(await listening(app), asking);
  return JSON.parse(body) as Record<string, unknown>;
}

/** A middleware that passes on another environ than it received. */
const deriving =
  (change: (environ: Environ) => Environ): Middleware =>
  (app) =>
  (environ, startResponse) =>
    app(change(environ), startResponse);

test("nothing between: the server's own request and response", async () => {
  expect(await told(telling, { path: "/a?b" })).toEqual({ isOwn: true, url: "/a?b" });
});

test("middleware that only looks does not come between", async () => {
  const looking: Middleware = (app) => (environ, startResponse) => {
    environ.onFinish(() => {});
    void environ.signal;
    return app(environ.derive(), startResponse);
  };
  expect(await told(looking(telling))).toMatchObject({ isOwn: true });
});

describe("below a mount", () => {
  const app = mount({ "/api/v1": telling, "/": telling });
  test.each([
    ["/api/v1/users?x=1", "/users?x=1"],
    ["/api/v1/", "/"],
    ["/api/v1", "/"],
    ["/api/v1?x", "/?x"],
    ["/api/v1/a%2Fb//c?", "/a%2Fb//c?"],
  ])("of %s the url is %s", async (path, url) => {
    const expected = { url, originalUrl: path, baseUrl: "/api/v1" };
    expect(await told(app, { path })).toEqual({ isOwn: true, ...expected });
    expect(await told(wrapped(app), { path })).toEqual({ isOwn: false, ...expected });
  });

  test("the environ's target stays the client's", async () => {
    let target = "";
    const watching: Middleware = (inner) => (environ, startResponse) => {
      environ.onFinish(() => (target = environ.target));
      return inner(environ, startResponse);
    };
    await told(watching(app), { path: "/api/v1/x" });
    expect(target).toBe("/api/v1/x");
  });
});

describe("[X02] what was rewritten is not reached around", () => {
  const body = "sent";
  test.each([
    ["method", deriving((environ) => environ.derive({ method: "PATCH" }))],
    ["method, on the environ itself", deriving((environ) => Object.assign(environ, { method: "PATCH" }))],
    ["path", deriving((environ) => environ.derive({ pathInfo: "/other" }))],
    ["mount", deriving((environ) => environ.derive({ scriptName: "/other" }))],
    ["query", deriving((environ) => environ.derive({ queryString: "other" }))],
    ["header fields", deriving((environ) => environ.derive({ headers: ["x-other", "1"] }))],
    ["body", deriving((environ) => environ.derive({ input: new MemoryInput() }))],
    ["address", deriving((environ) => environ.derive({ remoteAddress: "192.0.2.1" }))],
    ["scheme", deriving((environ) => environ.derive({ scheme: "https" }))],
    [
      "header fields, then something else",
      deriving((environ) => environ.derive({ headers: ["x-other", "1"] }).derive({})),
    ],
    ["trailers", deriving((environ) => (environ.trailers?.(["x-sum"], () => [["x-sum", "1"]]), environ))],
  ])("%s", async (_what, middleware) => {
    expect(await told(middleware(telling), { method: "POST", path: "/a?b", body })).toMatchObject({
      isOwn: false,
    });
  });

  test("a body that was read before", async () => {
    const reading: Middleware = (app) => async (environ, startResponse) => {
      const bytes = await environ.input.bytes();
      return app(environ.derive({ input: new MemoryInput(bytes) }), startResponse);
    };
    const echo = fromNode((request, response) => void request.pipe(response as never));
    expect((await get(await listening(reading(echo)), { method: "POST", body })).body).toBe(body);
    const spoiling: Middleware = (app) => async (environ, startResponse) => {
      await environ.input.bytes();
      return app(environ, startResponse);
    };
    expect(await told(spoiling(telling), { method: "POST", body })).toMatchObject({ isOwn: false });
  });
});

describe("[X03] the server's own response is had with its own startResponse alone", () => {
  test("a startResponse that is wrapped", async () => {
    const adding: Middleware = (app) => (environ, startResponse) =>
      app(environ, (status, headers, error) => startResponse(status, [...headers, ["x-added", "1"]], error));
    const { headers, body } = await get(await listening(adding(telling)));
    expect([headers["x-added"], (JSON.parse(body) as { isOwn: boolean }).isOwn]).toEqual(["1", false]);
  });

  test("a body that is mapped goes through the middleware, whichever code called startResponse", async () => {
    const shouting: Middleware = (app) => async (environ, startResponse) => {
      const body = await (app(environ, startResponse) as Promise<Body>);
      return isWhole(body) ? body : mapBody(body, { chunk: (chunk) => String(chunk).toUpperCase() });
    };
    const app = fromNode((_request, response) => {
      response.write("loud ");
      setImmediate(() => response.end("and clear"));
    });
    expect((await get(await listening(shouting(app)))).body).toBe("LOUD AND CLEAR");
    const whole = fromNode((_request, response) => response.end("in one piece"));
    expect((await get(await listening(shouting(whole)))).body).toBe("IN ONE PIECE");
  });

  test("a head that was set before is not skipped", async () => {
    const beginning: Middleware = (app) => (environ, startResponse) => {
      startResponse(202, [["content-type", "text/plain"]]);
      return app(environ, startResponse);
    };
    const server = await listening(beginning(telling));
    expect((await get(server)).status).toBe(500);
    expect(server.log()).toContain("TSGI_BODY_INVALID");
  });

  test("a discarded answer is not sent", async () => {
    let isAsked = false;
    const app = fromNode((_request, response) => {
      isAsked = true;
      response.end("not this");
    });
    const replacing: Middleware = (inner) => (environ, startResponse) => {
      inner(environ, startResponse);
      startResponse(403, [["content-type", "text/plain"]]);
      return "this";
    };
    expect(await get(await listening(replacing(app)))).toMatchObject({ status: 403, body: "this" });
    expect(isAsked).toBe(false);
  });
});

test.each([
  ["the server's own", (app: Application) => app],
  ["stand-ins", wrapped],
  [
    "a response that is shared",
    fromConnect((_request: unknown, _response: unknown, next: () => void) => next()),
  ],
])("the listener is called in the asynchronous context around it: %s", async (_name, around) => {
  const storage = new AsyncLocalStorage<string>();
  const within: Middleware = (app) => (environ, startResponse) =>
    storage.run("inside", () => app(environ, startResponse));
  const app = fromNode((_request, response) => response.end(storage.getStore() ?? "outside"));
  expect((await get(await listening(around(within(app))))).body).toBe("inside");
});

test("a response that the listener has spoilt, and a failure: the connection breaks, the process lives", async () => {
  const app = fromNode(async (_request, response) => {
    response.writeHead = () => {
      throw new Error("spoilt");
    };
    await Promise.resolve();
    throw new Error("on purpose");
  });
  const server = await listening(app);
  await expect(get(server)).rejects.toThrow(/ECONNRESET|hang up/);
  expect(server.log()).toMatch(/on purpose[^]*spoilt/);
});

test("an answer of another request is none", async () => {
  let kept: Body | undefined;
  const keeping: Application = (environ, startResponse) => {
    kept ??= telling(environ, startResponse) as Body;
    if (environ.pathInfo === "/first") {
      startResponse(200, [["content-type", "text/plain"]]);
      return "kept";
    }
    return kept;
  };
  const server = await listening(keeping);
  await get(server, { path: "/first" });
  expect((await get(server, { path: "/second" })).status).toBe(500);
});

test("a client that waits for 100 Continue gets it", async () => {
  const echo = fromNode((request, response) => void request.pipe(response as never));
  const { body } = await get(await listening(echo), {
    method: "POST",
    headers: { expect: "100-continue" },
    body: "x",
  });
  expect(body).toBe("x");
});
