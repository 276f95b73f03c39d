import type { Application } from "@tsgi/core";
import { expect, test } from "vitest";
import { describeBoth } from "./_both.ts";

const TEXT = [["content-type", "text/plain"]] as const;

describeBoth("responses", (start) => {
  test("keep several cookies separate, and deliver each once", async () => {
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

  test("are read chunk by chunk", async () => {
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

  test("redirects are not followed", async () => {
    await using server = await start((_, startResponse) => {
      startResponse(302, [["location", "/elsewhere"]]);
      return null;
    });
    const response = await server.client.get("/");
    expect([response.status, response.headers.get("location")]).toEqual([302, "/elsewhere"]);
  });

  test("reject if the body is cut off", async () => {
    await using server = await start(function* (_, startResponse) {
      startResponse(200, [...TEXT, ["content-length", "5"]]);
      yield "Hel";
    } as Application);
    const response = await server.client.get("/");
    await expect(response.text()).rejects.toBeInstanceOf(Error);
    expect(await response.finished).toBeInstanceOf(Error);
  });
});
