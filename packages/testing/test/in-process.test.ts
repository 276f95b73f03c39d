import { createKey, type Application, type Environ } from "@tsgi/core";
import { createClient } from "@tsgi/testing";
import { describe, expect, test, vi } from "vitest";

const TEXT = [["content-type", "text/plain"]] as const;

/** Responds with 200, and exposes its environ. */
function seeing(see: (environ: Environ) => void): Application {
  return (environ, startResponse) => {
    see(environ);
    startResponse(200, TEXT);
    return "Hello";
  };
}

describe("errors", () => {
  const error = new RangeError("mine");
  const failing: Application = () => {
    throw error;
  };

  test("before the head are thrown unchanged in the test", async () => {
    await using client = createClient(failing);
    await expect(client.get("/")).rejects.toBe(error);
    await using later = createClient(async () => failing(undefined as never, undefined as never));
    await expect(later.get("/")).rejects.toBe(error);
  });

  test("are answered and logged as by a bare server with `rethrow: false`", async () => {
    await using client = createClient(failing, { rethrow: false });
    const response = await client.get("/");
    expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
    expect(client.log).toContain("RangeError: mine");
    expect(client.log).toContain("[tsgi/testing]");
  });

  test("after the head are thrown unchanged by the body", async () => {
    await using client = createClient(function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "Hello";
      throw error;
    } as Application);
    const response = await client.get("/");
    await expect(response.text()).rejects.toBe(error);
    expect(await response.finished).toBe(error);
  });

  test("of startup are those of every request", async () => {
    const app = { handle: failing, startup: () => Promise.reject(error) };
    await using client = createClient(app);
    await expect(client.start()).rejects.toBe(error);
    await expect(client.get("/")).rejects.toBe(error);
  });
});

describe("life", () => {
  test("a signal that fires after the end changes nothing, and has no listener", async () => {
    const seen: AbortSignal[] = [];
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    await using client = createClient(seeing(({ signal }) => seen.push(signal)));
    await (
      await client.get("/", { signal: controller.signal })
    ).finished;
    expect(removed).toHaveBeenCalledOnce();
    controller.abort();
    expect(seen.map(({ aborted }) => aborted)).toEqual([false]);
  });

  test("startup runs once, before the first request; shutdown at the end", async () => {
    const calls: string[] = [];
    const app = {
      startup: () => void calls.push("up"),
      handle: seeing(() => calls.push("request")),
      shutdown: () => void calls.push("down"),
    };
    const client = createClient(app);
    await Promise.all([client.get("/"), client.get("/")]);
    await client.close();
    expect(calls).toEqual(["up", "request", "request", "down"]);
  });

  test("close aborts open requests, and waits for waitUntil", async () => {
    const work = Promise.withResolvers<void>();
    const over: unknown[] = [];
    const client = createClient(function* (environ, startResponse) {
      environ.onFinish((error) => over.push(error));
      environ.waitUntil(work.promise.then(() => over.push("work")));
      startResponse(200, TEXT);
      for (;;) yield "a";
    } as Application);
    await client.get("/");
    const closed = client.close();
    work.resolve();
    await closed;
    expect(over).toEqual([expect.objectContaining({ code: "TSGI_CLIENT_GONE" }), "work"]);
  });

  test("finished comes after the callbacks of onFinish", async () => {
    const order: string[] = [];
    await using client = createClient(
      seeing((environ) => {
        environ.onFinish(() => order.push("first"));
        environ.onFinish(() => order.push("last"));
      }),
    );
    await (await client.get("/")).finished.then(() => order.push("finished"));
    expect(order).toEqual(["last", "first", "finished"]);
  });
});

describe("the environ", () => {
  test("follows the options, and has sensible defaults", async () => {
    const seen: unknown[] = [];
    const user = createKey<string>("test.user");
    const app = seeing((environ) => {
      const { scheme, serverName, serverPort, remoteAddress, remotePort, protocol } = environ;
      const connection = [scheme, serverName, serverPort, remoteAddress, remotePort, protocol];
      seen.push([...connection, environ.header("host"), environ.get(user)]);
    });
    await using plain = createClient(app);
    await plain.get("/");
    await using client = createClient(app, {
      scheme: "https",
      serverName: "example.com",
      serverPort: 8443,
      remoteAddress: "192.0.2.1",
      remotePort: 1,
      protocol: "HTTP/2",
      values: [[user, "Ann"]],
    });
    await client.get("/");
    expect(seen).toEqual([
      ["http", "localhost", 80, "127.0.0.1", 50_000, "HTTP/1.1", "localhost", undefined],
      ["https", "example.com", 8443, "192.0.2.1", 1, "HTTP/2", "example.com:8443", "Ann"],
    ]);
  });

  test("keeps the order and case of headers; those of a request replace those of the client", async () => {
    const seen: unknown[] = [];
    await using client = createClient(
      seeing(({ headers }) => seen.push(headers)),
      { headers: { "X-A": "1", b: "2" } },
    );
    await client.get("/", {
      headers: [
        ["x-a", "3"],
        ["C", "4"],
        ["C", "5"],
      ],
    });
    expect(seen).toEqual([["host", "localhost", "b", "2", "x-a", "3", "C", "4", "C", "5"]]);
  });

  test("an ambiguous request is refused before the application", async () => {
    const seen: unknown[] = [];
    await using client = createClient(seeing((environ) => seen.push(environ)));
    const headers = [
      ["host", "a"],
      ["Host", "b"],
    ] as const;
    expect((await client.get("/", { headers })).status).toBe(400);
    expect((await client.get("/#a")).status).toBe(400);
    expect(seen).toEqual([]);
  });
});

describe("mistakes in options", () => {
  test.each([
    [
      "createClient",
      () =>
        createClient(
          seeing(() => {}),
          { rethow: false } as never,
        ),
    ],
    ["a live client", () => createClient("http://localhost", { rethrow: false } as never)],
  ])("are reported by %s", (_, make) => {
    expect(make).toThrow("TSGI_OPTION_INVALID");
  });

  test.each([
    ["an option", "/", { jsn: 1 }, "jsn"],
    ["two bodies", "/", { json: 1, form: {} }, "json and form together"],
    ["a target", "a", {}, 'the target is "a", not a path'],
  ])("are reported for a request: %s", async (_, target, options, message) => {
    await using client = createClient(seeing(() => {}));
    await expect(client.post(target, options as never)).rejects.toThrow(message);
  });
});
