import { cascade, mapBody, type Application, type Body, type Chunk, type Middleware } from "@tsgi/core";
import { Counted, TEXT, answers, hello, linted, turn } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { describe, expect, test } from "vitest";

const take = (): void => {};
const upper: Middleware = (app) => async (environ, startResponse) =>
  mapBody(await app(environ, startResponse), { chunk: (chunk) => String(chunk).toUpperCase() });

function* endless(fails: boolean): Generator<string> {
  for (;;) {
    yield "a";
    if (fails) throw new RangeError("mine");
  }
}

describe("mapBody", () => {
  test("yields a chunk as soon as the application has one, while the next is pending [M03]", async () => {
    const { app, broken } = linted(upper, async function* (_, startResponse) {
      startResponse(200, TEXT);
      yield "a";
      await new Promise(() => {});
    } as Application);
    await using client = createClient(app);
    const iterator = (await client.get("/")).body[Symbol.asyncIterator]();
    expect(new TextDecoder().decode((await iterator.next()).value)).toBe("A");
    expect(broken).toEqual([]);
  });

  test.each(["the end", "an error", "a client that disconnects"])(
    "closes the body once at %s [M06][A10]",
    async (how) => {
      const body = new Counted(how === "the end" ? ["a", "b"] : endless(how === "an error"));
      const { app, broken } = linted(upper, answers(body));
      await using client = createClient(app);
      const response = await client.get("/");
      if (how === "a client that disconnects") for await (const _ of response.body) break;
      else await response.bytes().catch(take);
      await response.finished;
      expect(body.closed).toBe(1);
      expect(broken).toEqual([]);
    },
  );
});

describe("a discarded response", () => {
  test("has its body closed: a cascade's miss [M07]", async () => {
    const body = new Counted(["Not Found"]);
    const { app, broken } = linted((inner) => cascade([inner, hello]), answers(body, 404));
    await using client = createClient(app);
    expect(await (await client.get("/")).text()).toBe("Hello");
    await turn();
    expect([body.closed, broken]).toEqual([1, []]);
  });

  test.each([
    ["HEAD", 200],
    ["GET", 304],
  ])("has its body closed: %s %d [M07]", async (method, status) => {
    const body = new Counted([]);
    await using client = createClient(
      validate(upper(validate(answers(body, status, status === 200 ? TEXT : [])))),
    );
    const response = await client.request(method, "/");
    await response.finished;
    await turn();
    expect([response.status, body.closed, client.log]).toEqual([status, 1, ""]);
  });
});

test("a validator is a middleware like any other: three of them report nothing", async () => {
  const body: Body = (function* (): Generator<Chunk> {
    yield "Hello";
  })();
  await using client = createClient(validate(validate(validate(answers(body)))));
  const response = await client.get("/");
  expect(await response.text()).toBe("Hello");
  await response.finished;
  await turn();
  expect(client.log).toBe("");
});
