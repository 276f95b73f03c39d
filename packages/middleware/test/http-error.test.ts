import type { Application } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { fromNode, serve } from "@tsgi/node";
import { HttpError, httpError, isHttpError } from "@tsgi/middleware/http-error";
import { describe, expect, test } from "vitest";
import { throwingExpress } from "./support/framework-apps.ts";

const missing = new HttpError(404, "There is no such article.");
const JSON_CLIENT = { headers: { accept: "application/json" } };

const throwing: Readonly<Record<string, Application>> = {
  "when called": () => {
    throw missing;
  },
  "by promise": async () => {
    throw missing;
  },
  "after startResponse": (_, startResponse) => {
    startResponse(200, TEXT);
    throw missing;
  },
  "as a generator": function* () {
    yield "";
    throw missing;
  } as unknown as Application,
  "as an async generator after startResponse": async function* (_, startResponse) {
    startResponse(200, TEXT);
    yield "";
    throw missing;
  } as Application,
  "in a body that was started": answers({
    [Symbol.iterator]: () => ({
      next: () => {
        throw missing;
      },
    }),
  }),
};

describe("httpError", () => {
  test.each(Object.entries(throwing))("answers an HttpError thrown %s", async (_, app) => {
    await using client = clientOf(httpError(), app);
    const response = await client.get("/");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      404,
      "text/plain; charset=utf-8",
      "There is no such article.\n",
    ]);
  });

  test("answers an HttpError of a node:http listener, on a Node server too", async () => {
    const listener = fromNode(() => {
      throw missing;
    });
    await using server = await serve(httpError()(listener), { port: 0 });
    const response = await fetch(server.url);
    expect([response.status, await response.text()]).toEqual([404, "There is no such article.\n"]);
  });

  test("answers a client that prefers JSON with a problem document", async () => {
    await using client = clientOf(httpError(), () => {
      const members = {
        type: "https://shop.example/out-of-stock",
        title: "Out of stock",
        left: 0,
        status: 1,
      };
      throw new HttpError(409, "Sold out.", { members, headers: [["retry-after", "60"]] });
    });
    const response = await client.get("/", JSON_CLIENT);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("retry-after")).toBe("60");
    expect(response.headers.get("vary")).toBe("accept");
    expect(await response.json()).toEqual({
      type: "https://shop.example/out-of-stock",
      title: "Out of stock",
      left: 0,
      status: 409,
      detail: "Sold out.",
    });
  });

  test.each([
    ["*/*", false],
    ["text/html, application/json;q=0.9", false],
    ["application/json, text/html;q=0.9", true],
    ["application/*", true],
    ["application/problem+json", true],
    ["application/json;q=2", false],
    ["application/json;q=0", false],
  ])("weighs Accept: %s", async (accept, isJson) => {
    await using client = clientOf(httpError(), throwing["when called"]!);
    const response = await client.get("/", { headers: { accept } });
    expect(response.headers.get("content-type") === "application/problem+json").toBe(isJson);
  });

  test("sends no message from 500 on, unless `expose` is true", async () => {
    for (const [expose, text] of [
      [undefined, "Service Unavailable\n"],
      [true, "db-7 is down\n"],
    ] as const) {
      await using client = clientOf(httpError(), () => {
        throw new HttpError(503, "db-7 is down", expose === undefined ? {} : { expose });
      });
      expect(await (await client.get("/")).text()).toBe(text);
    }
  });

  test("answers TSGI's own mistakes of clients, and hands every other error on", async () => {
    await using client = clientOf(httpError(), async (environ, startResponse) => {
      await environ.input.bytes({ limit: 1 });
      startResponse(204, []);
      return null;
    });
    expect((await client.post("/", { body: "xx" })).status).toBe(413);
    await using other = clientOf(httpError(), () => {
      throw new RangeError("mine");
    });
    await expect(other.get("/")).rejects.toThrow("mine");
  });

  test("closes the body that threw, once", async () => {
    const body = new Counted([]);
    body[Symbol.asyncIterator] = () => ({
      next: () => Promise.reject(missing),
      return: async () => (body.closed++, { done: true, value: undefined }),
    });
    await using client = clientOf(httpError(), answers(body));
    const response = await client.get("/");
    await response.text();
    await response.finished;
    expect([response.status, body.closed]).toEqual([404, 1]);
  });

  test("answers members that JSON cannot hold without them", async () => {
    await using client = clientOf(httpError(), () => {
      throw new HttpError(400, "No.", { members: { big: 1n } });
    });
    expect(await (await client.get("/", JSON_CLIENT)).json()).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "No.",
    });
  });
});

describe("HttpError", () => {
  test("takes an error status alone", () => {
    for (const status of [200, 399, 600, 404.5, "404" as never]) {
      expect(() => new HttpError(status)).toThrow(/TSGI_STATUS_INVALID/);
    }
    expect(new HttpError(404).message).toBe("Not Found");
    expect(new HttpError(404, undefined, { cause: missing }).cause).toBe(missing);
  });

  test("is known across copies of the module, and no look-alike is", () => {
    expect(
      isHttpError(Object.assign(new Error("x"), { name: "HttpError", status: 404, headerList: [] })),
    ).toBe(true);
    expect(
      isHttpError(Object.assign(new Error("x"), { name: "HttpError", status: 200, headerList: [] })),
    ).toBe(false);
    expect(isHttpError({ name: "HttpError", status: 404, headerList: [] })).toBe(false);
  });

  test("is answered by Express itself, with its status and headers", async () => {
    const headers = [
      ["retry-after", "60"],
      ["link", "</a>"],
      ["link", "</b>"],
    ] as const;
    const app = throwingExpress(new HttpError(503, "Later.", { headers }));
    await using server = await serve(app, { port: 0 });
    const response = await fetch(server.url);
    await response.body?.cancel();
    expect([response.status, response.headers.get("retry-after"), response.headers.get("link")]).toEqual([
      503,
      "60",
      "</a>, </b>",
    ]);
    expect(response.headers.get("0")).toBeNull();
  });
});
