import {
  HostBody,
  type Application,
  type Body,
  type Environ,
  type Input,
  type OpenBody,
  type StartResponse,
} from "@tsgi/core";
import { TEXT, answers, hello } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { validate } from "@tsgi/validator";
import { exchangeOf } from "@tsgi/core/server";
import { describe, expect, test } from "vitest";
import { thrownBy } from "./_support.ts";

const take = (): void => {};

describe("otherwise it changes nothing", () => {
  class File extends HostBody {
    override async open(): Promise<OpenBody> {
      return { length: 0, chunks: (async function* () {})() };
    }
  }

  test.each([
    ["null", null],
    ["a string", "Hello"],
    ["bytes", new Uint8Array(5)],
    ["an array", ["Hel", "lo"]],
    ["a host body", new File()],
  ])("%s is passed on unchanged, at once [M02][M15]", (_, body) => {
    expect(validate(answers(body))(createEnviron(), take)).toBe(body);
  });

  test("an iterable stays synchronous, an async one asynchronous, and a ReadableStream is cancelled", async () => {
    const sync = validate(answers(["a"].values()))(createEnviron(), take);
    expect([...(sync as Iterable<string>)]).toEqual(["a"]);
    let cancelled = 0;
    const stream = new ReadableStream({
      pull: (c) => c.enqueue(new Uint8Array(1)),
      cancel: () => void cancelled++,
    });
    const async = validate(answers(stream))(createEnviron(), take) as AsyncIterable<Uint8Array>;
    expect(Symbol.iterator in async).toBe(false);
    for await (const chunk of async) {
      expect(chunk).toEqual(new Uint8Array(1));
      break;
    }
    expect(cancelled).toBe(1);
  });

  test("errors keep their identity: thrown, rejected, from a body, from startResponse [M02]", async () => {
    const error = new RangeError("mine");
    const fail = (): never => {
      throw error;
    };
    expect(thrownBy(() => validate(fail)(createEnviron(), take))).toBe(error);
    await expect(validate(async () => fail())(createEnviron(), take)).rejects.toBe(error);
    const body = validate(answers({ [Symbol.iterator]: () => ({ next: fail }) }))(createEnviron(), take);
    expect(thrownBy(() => [...(body as Iterable<string>)])).toBe(error);
    const late: Application = (_, startResponse) => {
      startResponse(500, TEXT, error);
      return null;
    };
    const replaced: unknown[] = [];
    validate(late)(createEnviron(), (...args) => void replaced.push(args));
    expect(replaced).toEqual([[500, TEXT, error]]);
    expect((replaced as unknown[][])[0]![2]).toBe(error);
  });

  test("startResponse receives the same arguments, two or three [S36]", () => {
    const calls: unknown[][] = [];
    validate(hello)(createEnviron(), (...args) => void calls.push(args));
    expect(calls).toEqual([[200, TEXT]]);
    expect(calls[0]![1]).toBe(TEXT);
  });

  test("input and signal are not touched before the application touches them", () => {
    const touched: string[] = [];
    const environ = createEnviron();
    const exchange = exchangeOf(environ);
    for (const [object, name] of [
      [exchange.transport, "input"],
      [exchange, "signal"],
    ] as const) {
      Object.defineProperty(object, name, { get: () => void touched.push(name) });
    }
    validate(hello)(environ, take);
    expect(touched).toEqual([]);
  });

  test.each<[string, (input: Input) => unknown]>([
    ["bytes", (input) => input.bytes()],
    ["text", (input) => input.text()],
    ["json", async (input) => JSON.stringify(await input.json())],
    ["stream", (input) => input.stream()],
    ["chunks", (input) => input],
  ])("input is read as %s", async (_, read) => {
    await using client = createClient(
      validate((environ, startResponse) => {
        startResponse(200, TEXT);
        return read(environ.input) as Body;
      }),
    );
    expect(await (await client.post("/", { body: "{}" })).text()).toBe("{}");
    expect(client.log).toBe("");
  });

  test("the log is written and flushed", async () => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => void (log += "flushed") };
    validate(writesLog)(createEnviron({ log: errors }), take);
    expect(log).toBe("written flushed");
  });

  test("startup and shutdown pass through if the application has them [M14]", async () => {
    const calls: unknown[] = [];
    const app = validate({
      handle: hello,
      startup: (server) => void calls.push(server),
      shutdown: () => void calls.push("down"),
    });
    const { server } = createEnviron();
    await app.startup?.(server);
    await app.shutdown?.();
    expect(calls).toEqual([server, "down"]);
    expect(validate(hello)).not.toHaveProperty("startup");
  });

  test("a relative Location passes: RFC 9110 allows it [N14]", async () => {
    await using client = createClient(validate(answers(null, 302, [["location", "../login"]])));
    expect((await client.get("/")).headers.get("location")).toBe("../login");
    expect(client.log).toBe("");
  });
});

function writesLog(environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body> {
  environ.errors.write("written ");
  void environ.errors.flush();
  return hello(environ, startResponse);
}
