/* oxlint-disable unicorn/consistent-function-scoping -- each application is defined beside its use */
import { createKey, type Application, type Environ } from "@tsgi/core";
import { toFetch, type FetchHost } from "@tsgi/fetch";
import { describe, expect, test, vi } from "vitest";

const host = { name: "test", version: "1" };

/** Answers with the parts of the path. */
const describeTarget: Application = ({ scriptName, pathInfo, queryString, target }, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify([scriptName, pathInfo, queryString, target]);
};

async function partsOf(handled: Response | Promise<Response>): Promise<unknown> {
  return (await handled).json();
}

describe("the path", () => {
  test.each([
    ["/api/x%2Fy?q=1", ["/api", "/x%2Fy", "q=1", "/api/x%2Fy?q=1"]],
    ["/api", ["/api", "", "", "/api"]],
    ["/api/", ["/api", "/", "", "/api/"]],
    ["/api?a?b", ["/api", "", "a?b", "/api?a?b"]],
    ["/apis", ["", "/apis", "", "/apis"]],
    ["/", ["", "/", "", "/"]],
  ])("under scriptName /api, %s is %j", async (path, expected) => {
    const handler = toFetch(describeTarget, { basePath: "/api" });
    expect(await partsOf(handler(new Request(`http://h.example${path}`), undefined))).toEqual(expected);
  });

  test.each([
    [0, ["", "/a/b/c"]],
    [1, ["/a", "/b/c"]],
    [3, ["/a/b/c", ""]],
    [9, ["/a/b/c", ""]],
  ])("the first %i segments as scriptName", async (segments, expected) => {
    const handled = toFetch(describeTarget)(new Request("http://h.example/a/b/c"), undefined, segments);
    expect(((await partsOf(handled)) as string[]).slice(0, 2)).toEqual(expected);
  });

  test("a prefix that a router has stripped is put before the target again", async () => {
    const handler = toFetch(describeTarget, { basePath: "/api", stripped: true });
    const handled = handler(new Request("http://h.example/api/x?q"), undefined);
    expect(await partsOf(handled)).toEqual(["/api", "/api/x", "q", "/api/api/x?q"]);
  });

  test.each(["api", "/", "/api/", "/a?b", "/a#b"])("basePath %j is refused", (basePath) => {
    expect(() => toFetch(describeTarget, { basePath })).toThrow(
      expect.objectContaining({ code: "TSGI_OPTION_INVALID" }),
    );
  });

  test("a host that passes a path as the URL names itself", async () => {
    const app: Application = ({ scheme, serverName, serverPort, pathInfo }, startResponse) => {
      startResponse(200, []);
      return JSON.stringify([scheme, serverName, serverPort, pathInfo]);
    };
    const handler = toFetch<undefined>(app, {}, { ...host, origin: () => "https://[::1]:8443/" });
    const request = { url: "/a//b", method: "GET", headers: new Headers() } as Request;
    expect(await partsOf(handler(request, undefined))).toEqual(["https", "::1", 8443, "/a//b"]);
  });

  test("a target in absolute form replaces Host, if the host shows it", async () => {
    const app: Application = (environ, startResponse) => {
      startResponse(200, []);
      return JSON.stringify([environ.target, environ.pathInfo, environ.header("host")]);
    };
    const request = {
      url: "http://o.example/p",
      method: "GET",
      headers: new Headers({ host: "h" }),
    } as Request;
    const shown = toFetch<undefined>(app, {}, { ...host, absoluteForm: true })(request, undefined);
    expect(await partsOf(shown)).toEqual(["http://o.example/p", "/p", "o.example"]);
    const fields = ["Host", "h", "X-Own", "1"];
    const told = toFetch<boolean>(
      app,
      {},
      { ...host, fields: () => fields, absoluteForm: (_request, is) => is },
    );
    expect(await partsOf(told(request, true))).toEqual(["http://o.example/p", "/p", "o.example"]);
    expect(await partsOf(told(request, false))).toEqual(["/p", "/p", "h"]);
    expect(await partsOf(toFetch(app)(request, undefined))).toEqual(["/p", "/p", "h"]);
  });
});

test("a prefix that a router has stripped is put into a target in absolute form", async () => {
  const handler = toFetch<undefined>(
    describeTarget,
    { basePath: "/api", stripped: true },
    { ...host, absoluteForm: true },
  );
  for (const [path, sent] of [
    ["/x?q", "/api/x?q"],
    ["", "/api"],
  ]) {
    const request = { url: `http://o.example${path}`, method: "GET", headers: new Headers({ host: "h" }) };
    expect(((await partsOf(handler(request as Request, undefined))) as string[])[3]).toBe(
      `http://o.example${sent}`,
    );
  }
});

test("the scheme is what the host knows of the connection, not what the URL says", async () => {
  const app: Application = ({ scheme, serverPort }, startResponse) => {
    startResponse(200, []);
    return JSON.stringify([scheme, serverPort]);
  };
  const request = (): Request => new Request("https://o.example/");
  const handler = toFetch<"http" | undefined>(app, {}, { ...host, scheme: (known) => known });
  expect(await partsOf(handler(request(), "http"))).toEqual(["http", 80]);
  expect(await partsOf(handler(request(), undefined))).toEqual(["https", 443]);
});

test("`OPTIONS *` has the name of the server, if the host puts the asterisk behind it", async () => {
  const app: Application = ({ serverName, serverPort, pathInfo }, startResponse) => {
    startResponse(200, []);
    return JSON.stringify([serverName, serverPort, pathInfo]);
  };
  const asked = (url: string): unknown =>
    partsOf(toFetch(app)({ url, method: "OPTIONS", headers: new Headers() } as Request, undefined));
  expect(await asked("http://h.example:81*")).toEqual(["h.example", 81, "*"]);
  expect(await asked("http://[::1]*")).toEqual(["::1", 80, "*"]);
});

describe("requests that may mean two things are refused", () => {
  const requestOf = (method: string, url: string, fields: [string, string][]): Request =>
    ({ method, url, headers: new Headers(fields) }) as Request;

  test.each<[string, Request]>([
    ["a fragment", requestOf("GET", "http://h/a#b", [])],
    [
      "two hosts",
      requestOf("GET", "http://h/", [
        ["host", "h"],
        ["host", "i"],
      ]),
    ],
    ["a Host with a path", requestOf("GET", "http://a/b/", [["host", "a/b"]])],
    ["user information in Host", requestOf("GET", "http://a@b/", [["host", "a@b"]])],
    [
      "two types",
      requestOf("POST", "http://h/", [
        ["content-type", "a/b"],
        ["content-type", "c/d"],
      ]),
    ],
    [
      "two lengths",
      requestOf("POST", "http://h/", [
        ["content-length", "0"],
        ["content-length", "0"],
      ]),
    ],
    ["two codings", requestOf("POST", "http://h/", [["transfer-encoding", "chunked, chunked"]])],
    ["* without OPTIONS", requestOf("GET", "http://h*", [["host", "h"]])],
  ])("%s", async (_title, request) => {
    const app = vi.fn<Application>();
    const response = await toFetch(app)(request, undefined);
    expect([response.status, response.headers.get("connection"), await response.text()]).toEqual([
      400,
      "close",
      "Bad Request",
    ]);
    expect(app).not.toHaveBeenCalled();
  });

  test.each(["a\x01b", "\x1b", "a\x7f"])(
    "the control character in %j, unless the host looks itself",
    async (value) => {
      const headers = { get: () => null, values: () => [value] } as unknown as Headers;
      const request = { method: "GET", url: "http://h/", headers } as Request;
      const app = vi.fn<Application>(describeTarget);
      expect((await toFetch(app)(request, undefined)).status).toBe(400);
      expect(app).not.toHaveBeenCalled();
      const looking = toFetch<undefined>(app, {}, { ...host, checksFields: true });
      expect((await looking(request, undefined)).status).toBe(200);
    },
  );

  test("CONNECT, with 501 and the end of the connection", async () => {
    const app = vi.fn<Application>();
    const response = await toFetch(app)(requestOf("CONNECT", "h.example:443", []), undefined);
    expect([response.status, response.headers.get("connection")]).toEqual([501, "close"]);
    expect(app).not.toHaveBeenCalled();
  });

  test.each<[string, Request]>([
    ["a comma between quotes", requestOf("POST", "http://h/", [["content-type", 'm/f; boundary="a, b"']])],
    ["`OPTIONS *`", requestOf("OPTIONS", "http://h*", [["host", "h"]])],
    ["an empty Host", requestOf("GET", "http://h/", [["host", ""]])],
  ])("but not %s", async (_title, request) => {
    expect((await toFetch(describeTarget)(request, undefined)).status).toBe(200);
  });
});

describe("what a host provides", () => {
  const key = createKey<string>("test.value");

  test("nothing of it is asked for unless the application asks", () => {
    const peer = vi.fn<() => object>();
    const value = vi.fn<() => unknown>();
    const request = new Request("http://h.example/");
    const signal = vi.spyOn(request, "signal", "get");
    const body = vi.spyOn(request, "body", "get");
    const handled = toFetch<undefined>(describeTarget, {}, { ...host, peer, value })(request, undefined);
    expect(handled).toBeInstanceOf(Response);
    for (const spy of [peer, value, signal, body]) expect(spy).not.toHaveBeenCalled();
  });

  test("the peer is asked for once; values that were set come first", async () => {
    const known = { remoteAddress: "192.0.2.1", remotePort: 4711, protocol: "HTTP/2" };
    const peer = vi.fn<() => typeof known>(() => known);
    const app: Application = (environ, startResponse) => {
      const seen = [environ.remoteAddress, environ.remotePort, environ.protocol, environ.get(key)];
      environ.set(key, "set");
      startResponse(200, []);
      return JSON.stringify([...seen, environ.get(key), environ.derive().get(key)]);
    };
    const handler = toFetch<string>(app, {}, { ...host, peer, value: (_key, _request, context) => context });
    const handled = handler(new Request("http://h.example/"), "given");
    expect(await partsOf(handled)).toEqual(["192.0.2.1", 4711, "HTTP/2", "given", "set", "set"]);
    expect(peer).toHaveBeenCalledTimes(1);
  });

  test("[U25] destructured methods of environ work", async () => {
    const keepAlive = vi.fn<NonNullable<FetchHost<string>["waitUntil"]>>();
    const app: Application = (environ, startResponse) => {
      const { waitUntil } = environ;
      waitUntil(Promise.resolve());
      startResponse(204, []);
      return null;
    };
    await toFetch<string>(
      app,
      {},
      { ...host, waitUntil: keepAlive },
    )(new Request("http://h.example/"), "context");
    expect(keepAlive).toHaveBeenCalledExactlyOnceWith(expect.any(Promise), "context");
  });

  test("an error before the head is thrown if the host handles errors", async () => {
    const thrown = (error: unknown): unknown => new Error("wrapped", { cause: error });
    const error = new Error("failed");
    const sync = toFetch<undefined>(
      () => {
        throw error;
      },
      {},
      { ...host, mapError: thrown },
    );
    expect(() => sync(new Request("http://h.example/"), undefined)).toThrow(
      expect.objectContaining({ message: "wrapped", cause: error }),
    );
    const later = toFetch<undefined>(
      async () => {
        throw error;
      },
      {},
      { ...host, mapError: thrown },
    );
    await expect(later(new Request("http://h.example/"), undefined)).rejects.toMatchObject({ cause: error });
  });
});

describe("the response", () => {
  test("of a synchronous application comes at once, of an asynchronous one as a promise", async () => {
    const request = (): Request => new Request("http://h.example/");
    expect(toFetch(describeTarget)(request(), undefined)).toBeInstanceOf(Response);
    const later: Application = async (environ, startResponse) => describeTarget(environ, startResponse);
    expect(toFetch(later)(request(), undefined)).toBeInstanceOf(Promise);
  });

  test("waits for the startup, which runs once", async () => {
    const startup = vi.fn<() => Promise<void>>(async () => {});
    const handler = toFetch({ handle: describeTarget, startup });
    const answers = await Promise.all([1, 2].map(() => handler(new Request("http://h.example/"), undefined)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(startup).toHaveBeenCalledTimes(1);
  });

  test("has the application's fields alone", async () => {
    const app: Application = (_environ, startResponse) => {
      startResponse(200, [["x-own", "1"]]);
      return "text \ud800";
    };
    const response = await toFetch(app)(new Request("http://h.example/"), undefined);
    expect([...response.headers]).toEqual([["x-own", "1"]]);
    expect(await response.text()).toBe("text \ufffd");
  });

  test("keeps its length under HEAD", async () => {
    const app: Application = (_environ, startResponse) => {
      startResponse(200, []);
      return "four";
    };
    const response = await toFetch(app)(new Request("http://h.example/", { method: "HEAD" }), undefined);
    expect([response.headers.get("content-length"), response.body]).toEqual(["4", null]);
  });
});

describe("a ReadableStream", () => {
  const bytes = (): ReadableStream<Uint8Array> => new Response("bytes").body!;
  const answer = (
    stream: ReadableStream<Uint8Array>,
    observe?: (environ: Environ) => void,
  ): Promise<Response> =>
    Promise.resolve(
      toFetch((environ, startResponse) => {
        observe?.(environ);
        startResponse(200, []);
        return stream;
      })(new Request("http://h.example/"), undefined),
    );

  test("of bytes is passed on untouched when nothing observes it", async () => {
    const stream = bytes();
    const response = await answer(stream);
    expect(response.body).toBe(stream);
    expect(await response.text()).toBe("bytes");
  });

  test("is read chunk by chunk when onFinish or the signal observes it, or when its chunks may be anything", async () => {
    const observed = bytes();
    const finished = vi.fn<(error?: unknown) => void>();
    const response = await answer(observed, (environ) => environ.onFinish(finished));
    expect(response.body).not.toBe(observed);
    expect(await response.text()).toBe("bytes");
    await expect.poll(() => finished).toHaveBeenCalledExactlyOnceWith(undefined);
    const signalled = bytes();
    expect((await answer(signalled, (environ) => void environ.signal)).body).not.toBe(signalled);
    const plain = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
    });
    expect((await answer(plain)).body).not.toBe(plain);
  });

  test("that has failed is a 500, one that is locked too", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const failed = new ReadableStream<Uint8Array>({
      type: "bytes",
      start: (controller) => controller.error(new Error("failed")),
    });
    expect((await answer(failed)).status).toBe(500);
    const locked = bytes();
    locked.getReader();
    expect((await answer(locked)).status).toBe(500);
    vi.restoreAllMocks();
  });
});

describe("the input", () => {
  const read = async (body: BodyInit | null, limit: number, headers: HeadersInit = {}): Promise<string> => {
    const app: Application = async ({ input }, startResponse) => {
      const seen = await input.bytes({ limit }).then(
        ({ length }) => String(length),
        (error: { code: string }) => error.code,
      );
      startResponse(200, []);
      return seen;
    };
    const init = { method: "POST", body, headers, duplex: "half" };
    return (await toFetch(app)(new Request("http://h.example/", init), undefined)).text();
  };
  const streamOf = (...chunks: number[]): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        for (const size of chunks) controller.enqueue(new Uint8Array(size));
        controller.close();
      },
    });

  test("keeps the limit with a declared length and without one", async () => {
    expect(await read("12345", 5, { "content-length": "5" })).toBe("5");
    expect(await read("123456", 5, { "content-length": "6" })).toBe("TSGI_INPUT_TOO_LARGE");
    expect(await read(streamOf(3, 2), 5)).toBe("5");
    expect(await read(streamOf(3, 3), 5)).toBe("TSGI_INPUT_TOO_LARGE");
    expect(await read(streamOf(3, 3), Infinity)).toBe("6");
    expect(await read(null, 5)).toBe("0");
  });

  test("is truncated when its stream fails", async () => {
    const broken = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ start: (controller) => controller.error(new Error("gone")) });
    expect(await read(broken(), 5)).toBe("TSGI_INPUT_TRUNCATED");
    expect(await read(broken(), 5, { "content-length": "5" })).toBe("TSGI_INPUT_TRUNCATED");
  });
});
