import type { Application } from "@tsgi/core";
import { expect, it } from "vitest";
import { describeBoth } from "./_both.ts";

const TEXT = [["content-type", "text/plain"]] as const;

/** Answers with what it was asked. */
const echo: Application = async (environ, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  const { method, target, contentType, contentLength } = environ;
  return JSON.stringify({ method, target, contentType, contentLength, text: await environ.input.text() });
};

describeBoth("requests", (start) => {
  it.each(["get", "post", "put", "patch", "delete", "options"] as const)(
    "%s has its method",
    async (name) => {
      await using server = await start(echo);
      const response = await server.client[name]("/a%2Fb?q=%20");
      expect(await response.json()).toMatchObject({
        method: name.toUpperCase(),
        target: "/a%2Fb?q=%20",
        text: "",
      });
    },
  );

  it("a method of any name goes by request()", async () => {
    await using server = await start(echo);
    expect(await (await server.client.request("PROPFIND", "/")).json()).toMatchObject({ method: "PROPFIND" });
  });

  it("a path that begins with two slashes is a path", async () => {
    await using server = await start(echo);
    expect(await (await server.client.get("//a//b")).json()).toMatchObject({ target: "//a//b" });
  });

  it("head gives headers, and no body", async () => {
    await using server = await start((_, startResponse) => {
      startResponse(200, TEXT);
      return "Hello";
    });
    const response = await server.client.head("/");
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([
      200,
      "5",
      "",
    ]);
  });

  it.each([
    ["text", { body: "caf\xe9" }, "text/plain;charset=UTF-8", 5, "caf\xe9"],
    ["bytes", { body: new Uint8Array([104, 105]) }, undefined, 2, "hi"],
    ["JSON", { json: { a: [1] } }, "application/json", 9, '{"a":[1]}'],
    ["a form", { form: { a: "1 2" } }, "application/x-www-form-urlencoded;charset=UTF-8", 5, "a=1+2"],
    [
      "parameters",
      { body: new URLSearchParams("a=1&a=2") },
      "application/x-www-form-urlencoded;charset=UTF-8",
      7,
      "a=1&a=2",
    ],
  ])("a body of %s is sent as such", async (_, body, contentType, contentLength, text) => {
    await using server = await start(echo);
    const response = await server.client.post("/", body);
    expect(await response.json()).toEqual({ method: "POST", target: "/", contentType, contentLength, text });
  });

  it("a body of FormData is sent as multipart", async () => {
    await using server = await start(echo);
    const body = new FormData();
    body.set("a", "1");
    const { contentType, text } = await (
      await server.client.post("/", { body })
    ).json<Record<string, string>>();
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType!)![1]!;
    expect(text).toContain(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`);
  });

  it("a type of one's own is kept", async () => {
    await using server = await start(echo);
    const response = await server.client.post("/", {
      json: 1,
      headers: { "Content-Type": "application/ld+json" },
    });
    expect(await response.json()).toMatchObject({ contentType: "application/ld+json" });
  });

  it("a streamed body arrives, of no known length", async () => {
    await using server = await start(echo);
    const body = (async function* () {
      yield "Hel";
      yield new Uint8Array([108, 111]);
    })();
    const response = await server.client.post("/", { body });
    expect(await response.json()).toEqual({ method: "POST", target: "/", text: "Hello" });
  });

  it("an upload that is too large is answered 413", async () => {
    await using server = await start(async ({ input }) => input.bytes({ limit: 2 }));
    expect((await server.client.post("/", { body: "Hello" })).status).toBe(413);
  });
});

describeBoth("responses", (start) => {
  it("keep several cookies apart, and come once", async () => {
    await using server = await start((_, startResponse) => {
      startResponse(201, [...TEXT, ["set-cookie", "a=1"], ["set-cookie", "b=2; Path=/"]]);
      return "Hello";
    });
    const response = await server.client.get("/");
    expect([response.status, response.ok]).toEqual([201, true]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
    expect(response.rawHeaders.filter(([name]) => name === "set-cookie")).toHaveLength(2);
    expect(await response.text()).toBe("Hello");
    expect(await response.finished).toBeUndefined();
  });

  it("are read chunk by chunk", async () => {
    await using server = await start(async function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "Hel";
      yield "lo";
    } as Application);
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of (await server.client.get("/")).body)
      text += decoder.decode(chunk, { stream: true });
    expect(text).toBe("Hello");
  });

  it("redirects are not followed", async () => {
    await using server = await start((_, startResponse) => {
      startResponse(302, [["location", "/elsewhere"]]);
      return null;
    });
    const response = await server.client.get("/");
    expect([response.status, response.headers.get("location")]).toEqual([302, "/elsewhere"]);
  });

  it("reject where the body breaks off", async () => {
    await using server = await start(function* (_, startResponse) {
      startResponse(200, [...TEXT, ["content-length", "5"]]);
      yield "Hel";
    } as Application);
    const response = await server.client.get("/");
    await expect(response.text()).rejects.toBeInstanceOf(Error);
    expect(await response.finished).toBeInstanceOf(Error);
  });
});

describeBoth("leaving", (start) => {
  const gone = expect.objectContaining({ code: "TSGI_CLIENT_GONE" });

  it("by leaving the loop", async () => {
    const { app, over, aborted } = endless();
    await using server = await start(app);
    for await (const chunk of (await server.client.get("/")).body) {
      expect(chunk[0]).toBe(97);
      break;
    }
    expect([await over, await aborted]).toEqual([gone, gone]);
  });

  it("by cancel()", async () => {
    const { app, over } = endless();
    await using server = await start(app);
    await (await server.client.get("/")).cancel();
    expect(await over).toEqual(gone);
  });

  it("by a signal, while the body is read: the reader gets its reason", async () => {
    const { app, over } = endless();
    await using server = await start(app);
    const controller = new AbortController();
    const response = await server.client.get("/", { signal: controller.signal });
    const iterator = response.body[Symbol.asyncIterator]();
    await iterator.next();
    const reason = new RangeError("enough");
    controller.abort(reason);
    await expect(readOn(iterator)).rejects.toBe(reason);
    expect(await over).toEqual(gone);
  });

  it("by a signal, before the head: the request rejects with its reason", async () => {
    const called = Promise.withResolvers<AbortSignal>();
    await using server = await start(({ signal }) => {
      called.resolve(signal);
      return new Promise(() => {});
    });
    const controller = new AbortController();
    const reason = new RangeError("enough");
    const response = server.client.get("/", { signal: controller.signal });
    const signal = await called.promise;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    controller.abort(reason);
    await expect(response).rejects.toBe(reason);
    await aborted;
  });

  it("before anything was sent nothing is called", async () => {
    let calls = 0;
    await using server = await start(() => {
      calls++;
      return null;
    });
    const reason = new RangeError("enough");
    await expect(server.client.get("/", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(calls).toBe(0);
  });

  it("an upload that is broken off rejects where it is read", async () => {
    const begun = Promise.withResolvers<void>();
    const failure = Promise.withResolvers<unknown>();
    await using server = await start(async ({ input }) => {
      try {
        for await (const _ of input) begun.resolve();
        return null;
      } catch (error) {
        failure.resolve(error);
        throw error;
      }
    });
    const controller = new AbortController();
    const body = (async function* () {
      yield "Hel";
      await new Promise(() => {});
    })();
    const response = server.client.post("/", { body, signal: controller.signal });
    await begun.promise;
    controller.abort(new RangeError("enough"));
    await expect(response).rejects.toThrow("enough");
    expect(await failure.promise).toMatchObject({ code: "TSGI_INPUT_TRUNCATED" });
  });
});

describeBoth("cookies", (start) => {
  it("are sent back, and forgotten when they expire", async () => {
    await using server = await start((environ, startResponse) => {
      const age = environ.pathInfo === "/out" ? 0 : 60;
      startResponse(200, [...TEXT, ["set-cookie", `id=7; Path=/; Max-Age=${age}`]]);
      return environ.header("cookie") ?? "none";
    });
    const texts: string[] = [];
    for (const path of ["/", "/", "/out", "/"]) texts.push(await (await server.client.get(path)).text());
    expect(texts).toEqual(["none", "id=7", "id=7", "none"]);
    expect(server.client.cookies.get("id")).toBe("7");
  });
});

/** Tells of its end by a promise. */
function endless(): { app: Application; over: Promise<unknown>; aborted: Promise<unknown> } {
  const over = Promise.withResolvers<unknown>();
  const aborted = Promise.withResolvers<unknown>();
  const app: Application = async function* (environ, startResponse) {
    environ.onFinish(over.resolve);
    environ.signal.addEventListener("abort", () => aborted.resolve(environ.signal.reason));
    startResponse(200, TEXT);
    for (;;) yield "a".repeat(1024);
  } as Application;
  return { app, over: over.promise, aborted: aborted.promise };
}

async function readOn(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  while (!(await iterator.next()).done);
}
