import {
  cascade,
  createKey,
  mapBody,
  mount,
  type Application,
  type Chunk,
  type Environ,
  type Middleware,
} from "@tsgi/core";
import { TEXT, answers, hello, linted, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test } from "vitest";

/** Shows a page instead of an error. */
const errorPage: Middleware = (app) => (environ, startResponse) => {
  try {
    return app(environ, startResponse);
  } catch (error) {
    startResponse(500, TEXT, error);
    return `Sorry: ${(error as Error).message}`;
  }
};

/** The example of PEP 3333. */
const latin =
  (keepsLength: boolean): Middleware =>
  (app) =>
  async (environ, startResponse) => {
    const body = await app(environ, (status, headers, ...error) => {
      startResponse(
        status,
        keepsLength ? headers : headers.filter(([name]) => name !== "content-length"),
        ...error,
      );
    });
    return mapBody(body, { chunk: (chunk) => `${String(chunk)}ay` });
  };

const passesOn: Middleware = (app) =>
  async function* (environ, startResponse) {
    for await (const chunk of (await app(environ, startResponse)) as AsyncIterable<Chunk>) yield chunk;
  } as Application;

const keepAlive: Middleware = (app) => (environ, startResponse) =>
  app(environ, (status, headers) => startResponse(status, [...headers, ["Connection", "keep-alive"]]));

const where: Application = ({ scriptName, pathInfo }, startResponse) => {
  startResponse(404, TEXT);
  return `${scriptName}|${pathInfo}`;
};

describe("middleware that users write", () => {
  test("may handle an error and show a page instead [M09][A21]", async () => {
    const { app, broken } = linted(errorPage, (_, startResponse) => {
      startResponse(200, TEXT);
      throw new RangeError("mine");
    });
    await using client = createClient(app);
    const response = await client.get("/");
    expect([response.status, await response.text(), broken]).toEqual([500, "Sorry: mine", []]);
  });

  test("that changes the length removes Content-Length, or is reported [M11]", async () => {
    const app = answers(["igpay"].values(), 200, [...TEXT, ["content-length", "5"]]);
    await using right = createClient(validate(latin(false)(app)));
    expect(await (await right.get("/")).text()).toBe("igpayay");
    await using wrong = createClient(
      validate(latin(true)(answers("igpay", 200, [...TEXT, ["content-length", "5"]]))),
    );
    await expect(wrong.get("/")).rejects.toThrow("chunk-length");
  });

  test("that is a generator may close the body after the chunk it awaits has arrived [M06]", async () => {
    const gate = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const app: Application = async function* (_, startResponse) {
      startResponse(200, TEXT);
      try {
        yield "a";
        await gate.promise;
        yield "b";
      } finally {
        closed.resolve();
      }
    } as Application;
    const { app: checked, broken } = linted(passesOn, app);
    await using client = createClient(checked);
    const response = await client.get("/");
    const iterator = response.body[Symbol.asyncIterator]();
    await iterator.next();
    const pending = iterator.next();
    await response.cancel();
    await Promise.all([pending, response.finished]);
    await turn();
    gate.resolve();
    await closed.promise;
    await turn();
    expect(broken).toEqual([]);
  });

  test("that adds a connection header is reported [M10]", async () => {
    await using client = createClient(validate(keepAlive(validate(hello))));
    await expect(client.get("/")).rejects.toThrow("header-hop-by-hop");
  });

  test("that offers a function of environ sees rewritten values; a cache is keyed by its source [M12]", () => {
    const key = createKey<{ from: string; pairs: string[] }>("test.cookies");
    let parsed = 0;
    const cookies = (environ: Environ): string[] => {
      const from = environ.header("cookie") ?? "";
      const cached = environ.get(key);
      if (cached?.from === from) return cached.pairs;
      parsed++;
      environ.set(key, { from, pairs: from.split("; ") });
      return environ.get(key)!.pairs;
    };
    const environ = createEnviron({ headers: { cookie: "a=1; b=2" } });
    expect([cookies(environ), cookies(environ), parsed]).toEqual([["a=1", "b=2"], ["a=1", "b=2"], 1]);
    expect(cookies(environ.derive({ headers: ["cookie", "c=3"] }))).toEqual(["c=3"]);
  });

  test("that moves the path does so on a copy: the next application of a cascade sees the original [M13]", async () => {
    const rewriting: Application = (environ, startResponse) => {
      environ.scriptName = "/elsewhere";
      return where(environ, startResponse);
    };
    const { app, broken } = linted((inner) => cascade([mount({ "/a": where }), rewriting, inner]), where);
    await using client = createClient(app);
    expect(await (await client.get("/a/b%2Fc")).text()).toBe("|/a/b%2Fc");
    expect(broken).toEqual([]);
  });
});
