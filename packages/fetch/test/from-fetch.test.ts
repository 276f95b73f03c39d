/* oxlint-disable unicorn/consistent-function-scoping -- each handler is defined beside its use */
import { createKey, mount, TsgiError, type Application, type Environ, type Middleware } from "@tsgi/core";
import { environOf, fromFetch, toFetch, type FetchLike, type FromFetchOptions } from "@tsgi/fetch";
import { serve } from "@tsgi/node";
import { createClient, type Client, type ClientResponse, type RequestOptions } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, onTestFinished, test, vi } from "vitest";

function clientOf(handler: FetchLike, options?: FromFetchOptions, place = "/"): Client {
  const client = createClient(validate(mount({ [place]: validate(fromFetch(handler, options)) })));
  onTestFinished(() => client.close());
  return client;
}

function send(client: Client, path: string, { method = "GET", ...rest }: Sent = {}): Promise<ClientResponse> {
  return client.request(method, path, rest);
}

interface Sent extends RequestOptions {
  readonly method?: string;
}

async function seen(run: (request: Request) => unknown, path: string, init: Sent = {}): Promise<unknown[]> {
  const both = [];
  for (const request of ["platform", "light"] as const) {
    const client = clientOf(async (made) => Response.json((await run(made)) ?? null), { request });
    both.push(await (await send(client, path, init)).json());
  }
  return both;
}

/** The outcome is the same whichever Request the handler has. */
async function same(run: (request: Request) => unknown, path: string, init?: Sent): Promise<unknown> {
  const [platform, light] = await seen(run, path, init);
  expect(light).toEqual(platform);
  return platform;
}

const POST = { method: "POST", headers: { "content-type": "text/plain" }, body: "the body" };

describe("the Request", () => {
  test("is one, and tells method, URL and headers", async () => {
    const run = (request: Request): unknown => [
      request instanceof Request,
      request.method,
      request.url,
      request.headers.get("X-A"),
      request.headers instanceof Headers,
    ];
    expect(
      await same(run, "/a%2Fb?q=1", {
        headers: [
          ["x-a", "1"],
          ["X-A", "2"],
        ],
      }),
    ).toEqual([true, "GET", "http://localhost/a%2Fb?q=1", "1, 2", true]);
  });

  test.each([
    ["text", "the body"],
    ["json", "the body"],
    ["arrayBuffer", 8],
    ["bytes", 8],
    ["blob", "text/plain"],
  ] as const)("is read once by %s", async (name, expected) => {
    const run = async (request: Request): Promise<unknown> => {
      const before = request.bodyUsed;
      const value: unknown = await request[name]();
      const again = await (request[name]() as Promise<unknown>).catch(
        (error: Error) => error.constructor.name,
      );
      const shown = value instanceof Blob ? value.type : ((value as Uint8Array).byteLength ?? value);
      return [before, shown, request.bodyUsed, again];
    };
    const body = name === "json" ? '"the body"' : "the body";
    expect(await same(run, "/", { ...POST, body })).toEqual([false, expected, true, "TypeError"]);
  });

  test("formData takes files and fields", async () => {
    const body = '--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nfile\r\n--x--\r\n';
    const run = async (request: Request): Promise<unknown> => {
      const file = (await request.formData()).get("f") as File;
      return [file.name, await file.text()];
    };
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect(await same(run, "/", { method: "POST", headers, body })).toEqual(["f.txt", "file"]);
  });

  test("has no body under GET, nor if its length is 0", async () => {
    const run = async (request: Request): Promise<unknown> => [
      request.body,
      await request.text(),
      request.bodyUsed,
    ];
    expect(await same(run, "/")).toEqual([null, "", false]);
    expect(await same(run, "/", { method: "POST", body: "" })).toEqual([null, "", false]);
  });

  test("is cloned: both are read", async () => {
    const run = async (request: Request): Promise<unknown> => {
      const copy = request.clone();
      return [await copy.text(), await request.text(), copy.headers.get("content-type")];
    };
    expect(await same(run, "/", POST)).toEqual(["the body", "the body", "text/plain"]);
  });

  test("is not cloned once it was read", async () => {
    const run = async (request: Request): Promise<unknown> => {
      await request.text();
      try {
        return request.clone().url;
      } catch (error) {
        return (error as Error).constructor.name;
      }
    };
    expect(await same(run, "/", POST)).toBe("TypeError");
  });

  test("streams, and is used by that", async () => {
    const run = async (request: Request): Promise<unknown> => {
      const text = await new Response(request.body).text();
      return [text, request.bodyUsed, await request.text().catch((error: Error) => error.constructor.name)];
    };
    expect(await same(run, "/", POST)).toEqual(["the body", true, "TypeError"]);
  });

  test("serves as the init of another", async () => {
    const run = async (request: Request): Promise<unknown> => {
      const other = new Request("http://other/", request);
      return [other.method, other.url, other.headers.get("content-type"), await other.text()];
    };
    expect(await same(run, "/", POST)).toEqual(["POST", "http://other/", "text/plain", "the body"]);
  });

  test("of the platform's own kind is copied by `new Request`", async () => {
    const client = clientOf(async (request) => {
      const copy = new Request(request, { headers: { "x-a": "1" } });
      return Response.json([copy.method, copy.url, copy.headers.get("x-a"), await copy.text()]);
    });
    const expected = ["POST", "http://localhost/x", "1", "the body"];
    expect(await (await send(client, "/x", POST)).json()).toEqual(expected);
  });

  test("of the platform's own kind is sent on by `fetch`", async () => {
    const echo: Application = async (environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain"]]);
      return `${environ.method} ${environ.pathInfo} ${environ.header("x-a")} ${await environ.input.text()}`;
    };
    const upstream = await serve(echo, { port: 0 });
    onTestFinished(() => upstream.close());
    const { host } = new URL(upstream.url);
    const client = clientOf((request) => fetch(request));
    const sent = { method: "POST", headers: { host, "x-a": "1" }, body: "the body" };
    const response = await send(client, "/on", sent);
    expect([response.status, await response.text()]).toEqual([200, "POST /on 1 the body"]);
  });

  test("has headers of its own: no other request sees a change", async () => {
    const run = (request: Request): unknown => {
      const before = request.headers.get("x-a");
      request.headers.set("x-a", "changed");
      return [before, request.headers.get("x-a")];
    };
    const client = clientOf((request) => Response.json(run(request)));
    for (let i = 0; i < 2; i++)
      expect(await (await client.request("GET", "/")).json()).toEqual([null, "changed"]);
    expect(await same(run, "/")).toEqual([null, "changed"]);
  });

  test("has the environ's signal", async () => {
    const client = clientOf((request) => Response.json(request.signal === environOf(request)!.signal));
    expect(await (await client.request("GET", "/")).json()).toBe(true);
  });

  test.each([
    ["/a/../b?x", "http://localhost/b?x"],
    ["/a/%2e%2E/b", "http://localhost/b"],
    ["//evil.example/x", "http://localhost//evil.example/x"],
    ["/\u00fc", "http://localhost/%C3%BC"],
    ["/it's?it's", "http://localhost/it's?it%27s"],
    ["/a\\b", "http://localhost/a/b"],
    ["/a|b?a|b", "http://localhost/a|b?a|b"],
  ])("has a URL as the platform writes it: %s", async (target, url) => {
    expect(await same((request) => request.url, target)).toBe(url);
  });

  test("takes its host from Host, and is refused if that makes no URL", async () => {
    const host = (name: string): Sent => ({ headers: { host: name } });
    expect(await same((request) => request.url, "/", host("EXAMPLE.com:80"))).toBe("http://example.com/");
    const client = clientOf((request) => new Response(request.url));
    const response = await send(client, "/", host("a%b"));
    expect([response.status, await response.text()]).toEqual([400, "Bad Request"]);
  });

  test("has whole bodies up to the limit", async () => {
    for (const request of ["platform", "light"] as const) {
      const client = clientOf(async (made) => new Response(await made.text()), { limit: 5, request });
      expect((await send(client, "/", { method: "POST", body: "12345" })).status).toBe(200);
      expect((await send(client, "/", { method: "POST", body: "123456" })).status).toBe(413);
    }
  });
});

describe("the prefix", () => {
  const url: FetchLike = (request) => new Response(`${request.url} ${environOf(request)!.scriptName}`);

  test("is taken off", async () => {
    const client = clientOf(url, {}, "/api");
    expect(await (await client.request("GET", "/api/x%2Fy?q")).text()).toBe("http://localhost/x%2Fy?q /api");
    expect(await (await client.request("GET", "/api")).text()).toBe("http://localhost/ /api");
  });

  test("is kept if the application knows it", async () => {
    const client = clientOf(url, { prefix: "keep" }, "/api");
    expect(await (await client.request("GET", "/api/x%2Fy?q")).text()).toBe(
      "http://localhost/api/x%2Fy?q /api",
    );
  });
});

describe("what a handler may be", () => {
  test("an object with fetch, called on it", async () => {
    const own = {
      name: "own",
      fetch(): Response {
        return new Response(this.name);
      },
    };
    const client = clientOf(own);
    expect(await (await client.request("GET", "/")).text()).toBe("own");
  });

  test("nothing else", () => {
    for (const wrong of [undefined, null, {}, { fetch: 1 }, "handler"]) {
      expect(() => fromFetch(wrong as never)).toThrow(
        expect.objectContaining({ code: "TSGI_APPLICATION_INVALID" }),
      );
    }
  });

  test("is passed what the option args returns", async () => {
    const given = (_request: Request, ...rest: unknown[]): Response => Response.json(rest);
    const client = clientOf(given as FetchLike, { args: (environ: Environ) => [environ.method, 2] });
    expect(await (await client.request("GET", "/")).json()).toEqual(["GET", 2]);
    expect(await (await clientOf(given as FetchLike).request("GET", "/")).json()).toEqual([]);
  });

  test("environOf knows the values that middleware set, and no other Request", async () => {
    const user = createKey<string>("test.user");
    const known: Middleware = (app) => (environ, startResponse) => {
      environ.set(user, "ada");
      return app(environ, startResponse);
    };
    const handler = (request: Request): Response =>
      Response.json([environOf(request)?.get(user), environOf(request.clone()) ?? null]);
    for (const request of ["platform", "light"] as const) {
      const client = createClient(known(fromFetch(handler, { request })));
      expect(await (await client.request("GET", "/")).json()).toEqual(["ada", null]);
    }
  });
});

describe("errors", () => {
  const thrown = new Error("thrown");
  const failing: Readonly<Record<string, FetchLike>> = {
    throws: () => {
      throw thrown;
    },
    rejects: () => Promise.reject(thrown),
  };

  test.each(Object.keys(failing))("one that %s goes on to the host unchanged", async (name) => {
    await expect(clientOf(failing[name]!).request("GET", "/")).rejects.toBe(thrown);
  });

  const wrong: readonly (readonly [string, () => unknown, string])[] = [
    ["nothing", () => undefined, "TSGI_RESPONSE_INVALID"],
    ["null", () => null, "TSGI_RESPONSE_INVALID"],
    ["a string", () => "text", "TSGI_RESPONSE_INVALID"],
    ["an object", () => ({ status: 200 }), "TSGI_RESPONSE_INVALID"],
    ["Response.error()", () => Response.error(), "TSGI_RESPONSE_INVALID"],
    [
      "a Response that was read",
      async () => {
        const response = new Response("text");
        await response.text();
        return response;
      },
      "TSGI_RESPONSE_USED",
    ],
    [
      "a Response that is being read",
      () => {
        const response = new Response("text");
        response.body!.getReader();
        return response;
      },
      "TSGI_RESPONSE_USED",
    ],
  ];
  test.each(wrong)("%s is not an answer", async (name, give, code) => {
    const error: unknown = await clientOf(give as never)
      .request("GET", "/")
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(TsgiError);
    expect((error as TsgiError).code).toBe(code);
    if (name === "a Response that is being read") return; // which a fetch host detects without help
    // A fetch host has the same answer: a plain 500.
    const log = { write: vi.fn<(text: string) => void>(), flush: () => {} };
    const response = await toFetch(fromFetch(give as never), { log })(new Request("http://a/"), undefined);
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
    expect(log.write.mock.calls[0]![0]).toContain(code);
  });

  test("a status that only the server sends is refused", async () => {
    const switching = { status: 101, headers: new Headers(), body: null, bodyUsed: false };
    const error: unknown = await clientOf(() => switching as Response)
      .request("GET", "/")
      .catch((failure: unknown) => failure);
    expect((error as TsgiError).code).toBe("TSGI_RESPONSE_INVALID");
  });

  test("a stream that errors breaks the response off", async () => {
    const broken = new Error("broken");
    let step = 0;
    const handler = (): Response =>
      new Response(
        new ReadableStream({
          pull(controller) {
            if (step++ === 0) controller.enqueue(new TextEncoder().encode("begun"));
            else controller.error(broken);
          },
        }),
        { headers: { "content-type": "text/plain" } },
      );
    const response = await clientOf(handler).request("GET", "/");
    await expect(response.text()).rejects.toBe(broken);
  });

  test("one that errors at once is an error before the head", async () => {
    const broken = new Error("broken");
    const handler = (): Response =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(broken) }));
    await expect(clientOf(handler).request("GET", "/")).rejects.toBe(broken);
  });

  test.each(["GET", "HEAD"])(
    "a stream is cancelled once when the client disconnects, or must not have it: %s",
    async (method) => {
      const cancelled = vi.fn<() => void>();
      const handler = (): Response =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(9)),
            cancel: cancelled,
          }),
          { headers: { "content-type": "text/plain" } },
        );
      const response = await send(clientOf(handler), "/", { method });
      await response.cancel();
      await response.finished;
      await expect.poll(() => cancelled).toHaveBeenCalledTimes(1);
    },
  );

  test.each<[string, () => BodyInit, number]>([
    ["a string of 3 MB", () => "x".repeat(3_000_000), 3_000_000],
    ["bytes of 3 MB", () => new Uint8Array(3_000_000), 3_000_000],
    ["a Blob", () => new Blob(["blob"]), 4],
    ["a Blob of 3 MB", () => new Blob(["x".repeat(3_000_000)]), 3_000_000],
    ["a Blob in parts", () => new Blob(["a", new Blob(["b"]), "c"]), 3],
    ["a slice of a Blob", () => new Blob(["0123456789"]).slice(2, 5), 3],
  ])("%s keeps its length", async (_title, body, length) => {
    const client = clientOf(() => new Response(body()));
    const response = await send(client, "/");
    expect(response.headers.get("content-length")).toBe(String(length));
    expect((await response.bytes()).length).toBe(length);
  });

  test("nothing of a stream is lost whose second chunk comes at the very moment that its end is looked for", async () => {
    for (let ticks = 0; ticks < 60; ticks++) {
      let pulls = 0;
      const handler = (): Response =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              if (++pulls > 1) for (let i = 0; i < ticks; i++) await undefined;
              controller.enqueue(new TextEncoder().encode(String(pulls)));
              if (pulls === 3) controller.close();
            },
          }),
        );
      expect(await (await send(clientOf(handler), "/")).text()).toBe("123");
    }
  });

  test("a stream that nothing comes from is cancelled all the same", async () => {
    const cancelled = vi.fn<() => void>();
    const reading = Promise.withResolvers<void>();
    const handler = (): Response =>
      new Response(
        new ReadableStream({ pull: () => reading.resolve(), cancel: cancelled }, { highWaterMark: 0 }),
      );
    const client = clientOf(handler);
    const leaving = new AbortController();
    const pending = send(client, "/", { signal: leaving.signal });
    await reading.promise;
    leaving.abort();
    await expect(pending).rejects.toThrow("aborted");
    await expect.poll(() => cancelled).toHaveBeenCalledTimes(1);
  });
});
