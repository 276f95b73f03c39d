/* oxlint-disable unicorn/consistent-function-scoping -- each handler is defined beside its use */
import { cascade, mount, type Application, type Middleware } from "@tsgi/core";
import { environOf, fromFetch, LightResponse, toFetch } from "@tsgi/fetch";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test, vi } from "vitest";

const get = (path = "/", init?: RequestInit): Request => new Request(`http://localhost${path}`, init);
const identity: Middleware = (app) => (environ, startResponse) => app(environ, startResponse);
const adding: Middleware = (app) => (environ, startResponse) =>
  app(environ, (status, headers, error) => startResponse(status, [...headers, ["x-added", "1"]], error));
const watching: Middleware = (app) => (environ, startResponse) => {
  environ.onFinish(() => {});
  return app(environ, startResponse);
};

describe("on a fetch host", () => {
  test("the handler has the host's own Request, and the host has the handler's own Response", async () => {
    const responses = [
      new Response("text"),
      new Response(null, { status: 302, headers: { location: "/" } }),
      new Response(new ReadableStream({ pull: (controller) => controller.close() })),
      Response.json({}, { status: 404 }),
    ];
    for (const wrap of [(app: Application) => app, identity, (app: Application) => mount({ "/": app })]) {
      for (const made of responses) {
        const seen = vi.fn<(request: Request) => Response>(() => made);
        const request = get("/x%2Fy?q=1", { method: "POST", body: "b" });
        expect(await toFetch(wrap(fromFetch(seen)))(request, undefined)).toBe(made);
        expect(seen.mock.calls[0]![0]).toBe(request);
      }
    }
  });

  test("the Request has another URL if it is mounted, and the Response is still the handler's", async () => {
    const made = new Response("text");
    const seen = vi.fn<(request: Request) => Response>(() => made);
    const handler = toFetch(mount({ "/api": fromFetch(seen) }));
    const request = get("/api/x%2Fy?q", { method: "POST", body: "body", headers: { "x-a": "1" } });
    expect(await handler(request, undefined)).toBe(made);
    const [given] = seen.mock.calls[0]!;
    expect([given.url, given.method, given.headers.get("x-a")]).toEqual([
      "http://localhost/x%2Fy?q",
      "POST",
      "1",
    ]);
    expect(await given.text()).toBe("body");
    expect(environOf(given)!.scriptName).toBe("/api");
  });

  test.each(["POST", "PUT"])("a request whose fields were rewritten is seen so: %s", async (method) => {
    const rewriting: Middleware = (app) => (environ, startResponse) =>
      app(environ.derive({ method, headers: ["x-a", "rewritten"] }), startResponse);
    const handler = async (request: Request): Promise<Response> =>
      Response.json([request.method, [...request.headers], await request.text()]);
    const sent = get("/", { method: "POST", body: "body" });
    const response = await toFetch(rewriting(fromFetch(handler)))(sent, undefined);
    expect(await response.json()).toEqual([method, [["x-a", "rewritten"]], "body"]);
  });

  test("a middleware that changes fields of the environ itself is heard", async () => {
    const changing: Middleware = (app) => (environ, startResponse) => {
      environ.pathInfo = "/changed";
      return app(environ, startResponse);
    };
    const response = await toFetch(changing(fromFetch((request) => new Response(request.url))))(
      get("/x"),
      undefined,
    );
    expect(await response.text()).toBe("http://localhost/changed");
  });

  test("a Response under another head is a new one: the handler may return its own again", async () => {
    const none = new Response(null, { status: 404, headers: { "x-own": "1" } });
    const handler = toFetch(adding(fromFetch(() => none)));
    for (let i = 0; i < 2; i++) {
      const response = await handler(get(), undefined);
      expect([response.status, [...response.headers]]).toEqual([
        404,
        [
          ["x-added", "1"],
          ["x-own", "1"],
        ],
      ]);
    }
    expect([...none.headers]).toEqual([["x-own", "1"]]);
  });

  test.each([
    ["one that adds a field", adding],
    ["one that waits for the end", watching],
    ["validators", (app: Application) => validate(watching(validate(app)))],
  ] as const)("a body passes %s", async (_name, wrap) => {
    const text = { headers: { "content-type": "text/plain" } };
    const handler = toFetch(wrap(fromFetch((request) => new Response(`${request.method}!`, text))));
    expect(await (await handler(get(), undefined)).text()).toBe("GET!");
    const response = await handler(get("/", { method: "HEAD" }), undefined);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain"]);
  });

  test("a body that a middleware turns down is cancelled", async () => {
    const cancelled = vi.fn<() => void>();
    const endless = (): Response =>
      new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1)), cancel: cancelled }), {
        status: 404,
      });
    const app = cascade([fromFetch(endless), fromFetch(() => new Response("second"))]);
    expect(await (await toFetch(app)(get(), undefined)).text()).toBe("second");
    expect(cancelled).toHaveBeenCalledTimes(1);
    const without: Middleware = (inner) => (environ, startResponse) =>
      inner(environ, (_status, headers) => startResponse(304, headers));
    await toFetch(without(fromFetch(endless)))(get(), undefined);
    expect(cancelled).toHaveBeenCalledTimes(2);
  });

  test("what the host calls a handler with besides, the handler is called with", async () => {
    const seen = vi.fn<(request: Request, ...rest: unknown[]) => Response>(() => new Response());
    const host = { name: "own", version: "", rest: (context: string) => [context, 2] };
    await toFetch(fromFetch(seen as never), {}, host)(get(), "env");
    expect(seen.mock.calls[0]!.slice(1)).toEqual(["env", 2]);
  });
});

describe("round trip", () => {
  test("`fromFetch(toFetch(app))` returns `app`", () => {
    const app: Application = () => null;
    expect(fromFetch(toFetch(app))).toBe(app);
    expect(fromFetch(toFetch(app, { basePath: "/a" }))).not.toBe(app);
  });

  test("requests in flight see themselves alone", async () => {
    const client = createClient(
      validate(
        fromFetch(async (request) => {
          await new Promise((resolve) => setImmediate(resolve));
          return Response.json([
            new URL(request.url).pathname,
            environOf(request)!.pathInfo,
            await request.text(),
          ]);
        }),
      ),
    );
    const paths = Array.from({ length: 20 }, (_, i) => `/${i}`);
    const answers = await Promise.all(
      paths.map(async (path) => (await client.request("POST", path, { body: path })).json()),
    );
    expect(answers).toEqual(paths.map((path) => [path, path, path]));
  });
});

describe("LightResponse", () => {
  async function through(response: Response): Promise<unknown[]> {
    const client = createClient(validate(fromFetch(() => response)));
    const { status, rawHeaders, ...rest } = await client.request("GET", "/");
    return [
      status,
      rawHeaders,
      Buffer.from(await new Response(rest.body as never).arrayBuffer()).toString("latin1"),
    ];
  }

  const made: readonly (readonly [string, (kind: typeof Response) => Response])[] = [
    ["a string", (Kind) => new Kind("text \u00fc")],
    ["nothing", (Kind) => new Kind(null, { status: 204 })],
    ["bytes", (Kind) => new Kind(Uint8Array.of(1, 255), { headers: { "content-type": "image/x" } })],
    ["a type of its own", (Kind) => new Kind("<p>", { headers: { "Content-Type": "text/html" } })],
    [
      "pairs",
      (Kind) =>
        new Kind("x", {
          status: 201,
          headers: [
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
          ],
        }),
    ],
    [
      "Headers",
      (Kind) =>
        new Kind("x", {
          headers: new Headers([
            ["set-cookie", "a"],
            ["set-cookie", "b"],
            ["vary", "a"],
          ]),
        }),
    ],
    ["JSON", (Kind) => Kind.json({ a: [1] }, { status: 202, headers: { "x-a": "1" } })],
    ["a redirect", (Kind) => Kind.redirect("http://a/b", 307)],
    [
      "a stream",
      (Kind) => new Kind(new Blob(["streamed"]).stream(), { headers: { "content-type": "text/plain" } }),
    ],
    ["parameters", (Kind) => new Kind(new URLSearchParams({ a: "1" }))],
    ["what was copied", (Kind) => new Kind("copied").clone()],
    [
      "headers that changed",
      (Kind) => {
        const response = new Kind("x");
        response.headers.append("x-late", "1");
        response.headers.delete("content-type");
        response.headers.set("content-type", "text/late");
        return response;
      },
    ],
    [
      "one made of another",
      (Kind) => {
        const first = new Kind("first", { status: 201, headers: { "x-a": "1" } });
        return new Kind(first.body, first);
      },
    ],
    ["a field of the connection", (Kind) => new Kind("x", { headers: { connection: "close", "x-a": "1" } })],
  ];

  test.each(made)("of %s goes out as the platform's does", async (_name, make) => {
    const [one, other] = [await through(make(Response)), await through(make(LightResponse))];
    const lower = ([status, headers, body]: unknown[]): unknown => [
      status,
      (headers as [string, string][]).map(([name, value]) => `${name.toLowerCase()}: ${value}`).toSorted(),
      body,
    ];
    expect(lower(other)).toEqual(lower(one));
  });

  test("is a Response, and reads as one", async () => {
    const response = new LightResponse("text", { status: 404 });
    expect(response).toBeInstanceOf(Response);
    expect([response.status, response.ok, response.headers.get("content-type"), response.bodyUsed]).toEqual([
      404,
      false,
      "text/plain;charset=UTF-8",
      false,
    ]);
    expect([await response.clone().text(), await response.text(), response.bodyUsed]).toEqual([
      "text",
      "text",
      true,
    ]);
    expect(() => new LightResponse("x", { status: 204 })).toThrow(TypeError);
    expect(() => new LightResponse("x", { status: 99 })).toThrow(RangeError);
    expect(
      new Response(response.clone === undefined ? null : new LightResponse("x").body, new LightResponse("x"))
        .status,
    ).toBe(200);
  });

  test("is used by being sent", async () => {
    const response = new LightResponse("text");
    const client = createClient(fromFetch(() => response));
    expect(await (await client.request("GET", "/")).text()).toBe("text");
    expect(response.bodyUsed).toBe(true);
    await expect(client.request("GET", "/")).rejects.toThrow("TSGI_RESPONSE_USED");
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  test("no global is replaced", () => {
    expect(Function.prototype.toString.call(Response)).not.toContain("LightParts");
    expect(LightResponse).not.toBe(Response);
  });
});
