/* oxlint-disable unicorn/consistent-function-scoping -- each application is defined beside its check */
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compose, isWhole, mount, type Application, type Environ, type StartResponse } from "@tsgi/core";
import { connectRequest, environOf, fromConnect, fromNode } from "@tsgi/node/from";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate } from "@tsgi/validator";

type Next = (error?: unknown) => void;

const TEXT = [["content-type", "text/plain"]] as const;
const hello: Application = (_environ, startResponse) => {
  startResponse(200, TEXT);
  return "hello";
};
const passing = (_request: IncomingMessage, _response: ServerResponse, next: Next): void => next();
const later = (_request: IncomingMessage, _response: ServerResponse, next: Next): void =>
  void setImmediate(next);

describe.each([
  ["calls next at once", passing],
  ["calls next later", later],
])("before middleware that %s", (_name, before) => {
  test("the answer of the application goes out, under the validator on both sides", async () => {
    await using client = createClient(validate(fromConnect(before)(validate(hello))));
    const response = await client.get("/");
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "5",
      "hello",
    ]);
  });

  test("HEAD keeps the length", async () => {
    await using client = createClient(fromConnect(before)(hello));
    const response = await client.head("/");
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["5", ""]);
  });

  test("an error of the application keeps its identity, and the response closes without finish", async () => {
    const error = new Error("on purpose");
    const events: string[] = [];
    const watching = (_request: IncomingMessage, response: ServerResponse, next: Next): void => {
      for (const event of ["finish", "close"]) response.on(event, () => events.push(event));
      next();
    };
    for (const failing of [
      () => {
        throw error;
      },
      async () => {
        throw error;
      },
    ] as Application[]) {
      await using client = createClient(compose(fromConnect(before), fromConnect(watching))(failing));
      await expect(client.get("/")).rejects.toBe(error);
    }
    expect(events).toEqual(["close", "close"]);
  });

  test("next(error) fails the request with that error", async () => {
    const error = new Error("on purpose");
    await using client = createClient(
      fromConnect(before, (_q: unknown, _s: unknown, next: Next) => next(error))(hello),
    );
    await expect(client.get("/")).rejects.toBe(error);
  });

  test("a failure in the middle of a body breaks the response off", async () => {
    async function* broken(_environ: Environ, startResponse: StartResponse): AsyncGenerator<string> {
      startResponse(200, TEXT);
      yield "begun";
      throw new Error("on purpose");
    }
    await using client = createClient(fromConnect(before)(broken));
    await expect((await client.get("/")).text()).rejects.toThrow("on purpose");
    expect(client.log).toContain("on purpose");
  });

  test("a client that disconnects: the body's return() runs once, close comes without finish", async () => {
    const events: string[] = [];
    const endless: Application = (_environ, startResponse) => {
      startResponse(200, TEXT);
      return {
        [Symbol.asyncIterator]: () => ({
          next: () =>
            new Promise<IteratorResult<string>>((resolve) =>
              setImmediate(resolve, { done: false, value: "more " }),
            ),
          return: async (): Promise<IteratorResult<string>> => {
            events.push("returned");
            return { done: true, value: undefined };
          },
        }),
      };
    };
    const watching = (_request: IncomingMessage, response: ServerResponse, next: Next): void => {
      for (const event of ["finish", "close"]) response.on(event, () => events.push(event));
      next();
    };
    await using client = createClient(fromConnect(before, watching)(endless));
    const response = await client.get("/");
    for await (const chunk of response.body) if (chunk.length > 0) break;
    await response.finished;
    await expect.poll(() => events.toSorted()).toEqual(["close", "returned"]);
  });

  test("an application that does not call startResponse has failed", async () => {
    await using client = createClient(fromConnect(before)(() => "no head"));
    await expect(client.get("/")).rejects.toMatchObject({ code: "TSGI_NOT_STARTED" });
    await using streaming = createClient(
      fromConnect(before)(async function* () {} as unknown as Application),
    );
    await expect(streaming.get("/")).rejects.toMatchObject({ code: "TSGI_NOT_STARTED" });
  });

  test("the body's return() runs once after a good end, too", async () => {
    const returned = vi
      .fn<() => Promise<IteratorResult<string>>>()
      .mockResolvedValue({ done: true, value: "" });
    const app: Application = (_environ, startResponse) => {
      startResponse(200, TEXT);
      const chunks = ["one ", "two"].values();
      return { [Symbol.asyncIterator]: () => ({ next: async () => chunks.next(), return: returned }) };
    };
    await using client = createClient(fromConnect(before)(app));
    expect(await (await client.get("/")).text()).toBe("one two");
    expect(returned).toHaveBeenCalledTimes(1);
  });

  test("a stream without chunks has a head", async () => {
    async function* empty(_environ: Environ, startResponse: StartResponse): AsyncGenerator<string> {
      startResponse(202, TEXT);
      yield "";
    }
    await using client = createClient(fromConnect(before)(empty));
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([202, ""]);
  });
});

test("middleware that answers keeps the application from being asked", async () => {
  const asked = vi.fn<Application>();
  const refusing = (_request: unknown, response: ServerResponse): void => {
    response.statusCode = 403;
    response.setHeader("content-type", "text/plain").end("stop");
  };
  await using client = createClient(fromConnect(refusing)(asked));
  const response = await client.get("/");
  expect([response.status, await response.text()]).toEqual([403, "stop"]);
  expect(asked).not.toHaveBeenCalled();
});

test("to call next twice asks the application once", async () => {
  let asked = 0;
  const counting: Application = (environ, startResponse) => (asked++, hello(environ, startResponse));
  const twice = (_request: unknown, _response: unknown, next: Next): void => {
    next();
    next();
    next(new Error("late"));
  };
  await using client = createClient(fromConnect(twice)(counting));
  expect(await (await client.get("/")).text()).toBe("hello");
  expect(asked).toBe(1);
});

test("middleware of four parameters gets errors, and no other gets them", async () => {
  const failing = async (): Promise<never> => {
    throw new Error("on purpose");
  };
  const skipped = vi.fn<(request: unknown, response: unknown, next: Next) => void>();
  const handling = (error: Error, _request: unknown, response: ServerResponse, _next: Next): void => {
    response.statusCode = 502;
    response.setHeader("content-type", "text/plain").end(error.message);
  };
  await using client = createClient(fromConnect(handling, failing, skipped, handling)(hello));
  const response = await client.get("/");
  expect([response.status, await response.text()]).toEqual([502, "on purpose"]);
  expect(skipped).not.toHaveBeenCalled();
});

test.each(["route", "router"])("next(%o) is Express's way to go on", async (direction) => {
  await using client = createClient(
    fromConnect((_q: unknown, _s: unknown, next: Next) => next(direction))(hello),
  );
  expect(await (await client.get("/")).text()).toBe("hello");
});

test("middleware one after the other shares one request and one response", async () => {
  const seen: unknown[] = [];
  const noting = (request: unknown, response: unknown, next: Next): void => {
    seen.push(request, response);
    next();
  };
  const looking: Application = (environ, startResponse) => {
    seen.push(environ.get(connectRequest));
    return hello(environ, startResponse);
  };
  await using client = createClient(compose(fromConnect(noting), fromConnect(later, noting))(looking));
  await client.get("/");
  expect(seen).toHaveLength(5);
  expect([seen[2], seen[3], seen[4]]).toEqual([seen[0], seen[1], seen[0]]);
});

test("[X02] [X03] behind a rewrite, or a startResponse that is wrapped, middleware gets a pair of its own", async () => {
  const urls: (string | undefined)[] = [];
  const noting = ({ url }: IncomingMessage, response: ServerResponse, next: Next): void => {
    urls.push(url);
    response.setHeader("x-seen", urls.length);
    next();
  };
  const rewriting =
    (app: Application): Application =>
    (environ, startResponse) =>
      app(environ.derive({ pathInfo: "/rewritten" }), startResponse);
  const adding =
    (app: Application): Application =>
    (environ, startResponse) =>
      app(environ, (status, headers, error) => startResponse(status, [...headers, ["x-added", "1"]], error));
  await using client = createClient(
    compose(fromConnect(noting), rewriting, fromConnect(noting), adding, fromConnect(noting))(hello),
  );
  const { headers } = await client.get("/");
  expect(urls).toEqual(["/", "/rewritten", "/rewritten"]);
  expect([headers.get("x-added"), headers.get("x-seen")]).toEqual(["1", "3"]);
});

test("the application's startResponse keeps to the contract", async () => {
  const thrown: unknown[] = [];
  const keep = (call: () => void): void => {
    try {
      call();
    } catch (error) {
      thrown.push((error as { code?: string }).code ?? error);
    }
  };
  const reason = new Error("replaced");
  async function* trying(_environ: Environ, startResponse: StartResponse): AsyncGenerator<string> {
    keep(() => startResponse(99, []));
    keep(() => startResponse(200, [["connection", "close"]], reason));
    keep(() => startResponse(200, [], reason));
    keep(() => startResponse(201, []));
    startResponse(202, [["content-type", "text/plain"]], reason);
    yield "sent";
    keep(() => startResponse(500, [], reason));
  }
  await using client = createClient(fromConnect(passing)(trying));
  const response = await client.get("/");
  expect([response.status, await response.text()]).toEqual([202, "sent"]);
  expect(thrown).toEqual(["TSGI_STATUS_INVALID", "TSGI_HEADER_HOP_BY_HOP", "TSGI_START_TWICE", reason]);
});

test("[M15] what answers at once is answered at once", () => {
  const environ = createEnviron();
  const body = fromConnect(passing)(hello)(environ, () => {});
  expect(isWhole(body as never)).toBe(true);
});

test("[M14] startup and shutdown are the application's", async () => {
  const events: string[] = [];
  const app: Application = Object.assign((...args: Parameters<Application>) => hello(...args), {
    startup: () => void events.push("startup"),
    shutdown: () => void events.push("shutdown"),
  });
  const client = createClient(fromConnect(passing)(app));
  await client.get("/");
  await client.close();
  expect(events).toEqual(["startup", "shutdown"]);
});

describe("time", () => {
  afterEach(() => void vi.useRealTimers());

  test("middleware that neither answers nor goes on has failed after two minutes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await using client = createClient(fromConnect(() => {})(hello));
    const failing = client.get("/").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await failing).toMatchObject({ code: "TSGI_LISTENER_TIMEOUT" });
  });

  test("an application behind it may take longer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const slow: Application = (environ, startResponse) =>
      new Promise((resolve) => setTimeout(() => resolve(hello(environ, startResponse)), 500_000));
    await using client = createClient(fromConnect(later)(slow));
    const answer = client.get("/");
    // The middleware goes on without the application; only then does the application's time run out.
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(500_000);
    expect(await (await answer).text()).toBe("hello");
  });
});

test("a body waits while the response wants no more", async () => {
  let pulled = 0;
  const large: Application = (_environ, startResponse) => {
    startResponse(200, TEXT);
    return (async function* () {
      for (; pulled < 100; pulled++) yield "x".repeat(20_000);
    })();
  };
  const body = (await fromConnect(passing)(large)(createEnviron(), () => {})) as AsyncIterable<unknown>;
  const iterator = body[Symbol.asyncIterator]();
  await iterator.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(pulled).toBeLessThan(4);
  await iterator.return!();
});

describe("what middleware changes of the request reaches the application", () => {
  type Change = (request: IncomingMessage) => void;
  const seeing: Application = (environ, startResponse) => {
    const { method, pathInfo, queryString, scriptName, headers, target } = environ;
    startResponse(200, TEXT);
    return JSON.stringify({ method, pathInfo, queryString, scriptName, target, headers });
  };
  const seen = async (change: Change, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    const changing = (request: IncomingMessage, _response: unknown, next: Next): void => {
      change(request);
      next();
    };
    await using client = createClient(
      validate(mount({ "/at": compose(fromConnect(changing), fromConnect(later))(validate(seeing)) })),
    );
    const headers = { "x-a": "1", cookie: "a=b", ...(init.headers as Record<string, string>) };
    return (await (await client.request(init.method ?? "GET", "/at/x/y?q", { headers })).json()) as Record<
      string,
      unknown
    >;
  };

  test.each([
    ["/index.html", "/index.html", ""],
    ["/other?a=1&b=%20", "/other", "a=1&b=%20"],
    ["index.html", "/index.html", ""],
    ["/a b/\u00fc?x=\u20ac y", "/a%20b/%C3%BC", "x=%E2%82%AC%20y"],
    ["/a\ud800", "/a%EF%BF%BD", ""],
    ["/a#fragment", "/a", ""],
    ["", "/", ""],
    ["http://elsewhere.example/b?c", "/b", "c"],
  ])("url %j", async (url, pathInfo, queryString) => {
    const environ = await seen((request) => void (request.url = url));
    expect(environ).toMatchObject({ scriptName: "/at", pathInfo, queryString, target: "/at/x/y?q" });
  });

  test("method", async () => {
    expect(await seen((request) => void (request.method = "PUT"), { method: "POST" })).toMatchObject({
      method: "PUT",
    });
  });

  test.each<[string, Change, string[][]]>([
    ["set", ({ headers }) => void (headers["x-a"] = "2"), [["x-a", "2"]]],
    ["deleted", ({ headers }) => void delete headers["x-a"], []],
    ["undefined", ({ headers }) => void (headers["x-a"] = undefined), []],
    [
      "added",
      ({ headers }) => void (headers["X-B"] = "3"),
      [
        ["x-a", "1"],
        ["X-B", "3"],
      ],
    ],
    [
      "a list",
      ({ headers }) => void (headers["x-b"] = ["3", "4"]),
      [
        ["x-a", "1"],
        ["x-b", "3"],
        ["x-b", "4"],
      ],
    ],
    [
      "in another case",
      ({ headers }) => void (headers["X-A"] = "5"),
      [
        ["x-a", "1"],
        ["X-A", "5"],
      ],
    ],
    ["all anew", (request) => void (request.headers = { "x-b": "6" }), [["x-b", "6"]]],
    ["only read", ({ headers }) => void headers["x-a"], [["x-a", "1"]]],
  ])("headers: %s", async (_how, change, expected) => {
    const { headers } = (await seen(change)) as { headers: string[] };
    const pairs = headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1]!]] : []));
    expect(pairs.filter(([name]) => /^x-/i.test(name!))).toEqual(expected);
  });

  test("[M15] what changes nothing hands the same environ on, without making headers", async () => {
    const environs: Environ[] = [];
    const environ = createEnviron();
    await fromConnect(passing)((inner, startResponse) => (environs.push(inner), hello(inner, startResponse)))(
      environ,
      () => {},
    );
    expect(environs).toEqual([environ]);
    expect(environs[0]).toBe(environ);
  });

  test("a listener behind it sees the request that was changed, and its environ", async () => {
    const changing = (request: IncomingMessage, _response: unknown, next: Next): void => {
      request.url = "/index.html";
      request.headers["x-a"] = "2";
      next();
    };
    const listener = fromNode<IncomingMessage, ServerResponse>((request, response) => {
      const environ = environOf(request)!;
      response.end([request.url, request.headers["x-a"], environ.pathInfo, environ.header("x-a")].join(" "));
    });
    await using client = createClient(fromConnect(changing)(listener));
    expect(await (await client.get("/")).text()).toBe("/index.html 2 /index.html 2");
  });
});

test.each([undefined, null, "route", "router", 0])("middleware that throws %j has failed", async (value) => {
  const asked = vi.fn<Application>();
  for (const failing of [
    () => {
      throw value;
    },
    async () => {
      throw value;
    },
  ]) {
    await using client = createClient(fromConnect(failing)(asked));
    await expect(
      client.get("/").catch((error: unknown) => Promise.reject(error ?? "none")),
    ).rejects.toBeDefined();
  }
  expect(asked).not.toHaveBeenCalled();
});
