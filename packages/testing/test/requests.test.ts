import type { Application } from "@tsgi/core";
import { expect, test } from "vitest";
import { describeBoth } from "./_both.ts";

const TEXT = [["content-type", "text/plain"]] as const;

/** Responds with a description of the request. */
const echo: Application = async (environ, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  const { method, target, contentType, contentLength } = environ;
  return JSON.stringify({ method, target, contentType, contentLength, text: await environ.input.text() });
};

describeBoth("requests", (start) => {
  test.each(["get", "post", "put", "patch", "delete", "options"] as const)(
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

  test.each([
    ["get", undefined],
    ["post", 0],
    ["put", 0],
    ["delete", undefined],
  ] as const)("%s without a body has the length %s", async (name, contentLength) => {
    await using server = await start(echo);
    const seen = await (await server.client[name]("/")).json<{ contentLength?: number }>();
    expect(seen.contentLength).toBe(contentLength);
  });

  test("request() sends any method", async () => {
    await using server = await start(echo);
    expect(await (await server.client.request("PROPFIND", "/")).json()).toMatchObject({ method: "PROPFIND" });
  });

  test("a path that begins with two slashes is a path", async () => {
    await using server = await start(echo);
    expect(await (await server.client.get("//a//b")).json()).toMatchObject({ target: "//a//b" });
  });

  test("head returns headers and no body", async () => {
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

  test.each([
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

  test("a body of FormData is sent as multipart", async () => {
    await using server = await start(echo);
    const body = new FormData();
    body.set("a", "1");
    const { contentType, text } = await (
      await server.client.post("/", { body })
    ).json<Record<string, string>>();
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType!)![1]!;
    expect(text).toContain(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`);
  });

  test("an explicit type is kept", async () => {
    await using server = await start(echo);
    const response = await server.client.post("/", {
      json: 1,
      headers: { "Content-Type": "application/ld+json" },
    });
    expect(await response.json()).toMatchObject({ contentType: "application/ld+json" });
  });

  test("a streamed body of unknown length arrives", async () => {
    await using server = await start(echo);
    const body = (async function* () {
      yield "Hel";
      yield new Uint8Array([108, 111]);
    })();
    const response = await server.client.post("/", { body });
    expect(await response.json()).toEqual({ method: "POST", target: "/", text: "Hello" });
  });

  test("an upload that is too large is answered 413", async () => {
    await using server = await start(async ({ input }) => input.bytes({ limit: 2 }));
    expect((await server.client.post("/", { body: "Hello" })).status).toBe(413);
  });
});

describeBoth("cookies", (start) => {
  test("are sent back, and forgotten when they expire", async () => {
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
