import { describe, expect, test } from "vitest";
import { WrappedBody, collectChunks, isThenable } from "@tsgi/core/server";
import type { Chunk } from "@tsgi/core";
import { AsyncCountingBody, CountingBody } from "./_bodies.ts";

type Step = IteratorResult<Chunk, unknown>;

const END = { done: true, value: undefined };
const stepOf = (value: string): object => ({ done: false, value });

/** Passes everything on. */
class Passed extends WrappedBody {
  override next(): Step | PromiseLike<Step> {
    return this.source.next();
  }
}

/** Sends every chunk in capitals. */
class Shouted extends WrappedBody {
  override next(): Step | PromiseLike<Step> {
    const step = this.source.next();
    return isThenable(step) ? step.then(shout) : shout(step);
  }
}

function shout(given: Step): Step {
  return given.done ? given : { done: false, value: String(given.value).toUpperCase() };
}

describe("WrappedBody", () => {
  test("a step that is ready at once is not a promise, and is the inner body's own if nothing replaces it", () => {
    const first = stepOf("a");
    const body = new Passed({ [Symbol.iterator]: () => ({ next: () => first }) });
    expect(body.next()).toBe(first);
    expect(new Shouted(["a"]).next()).toEqual(stepOf("A"));
  });

  test.each([
    ["synchronous", () => new CountingBody(["a", "", "b"])],
    ["asynchronous", () => new AsyncCountingBody(["a", "", "b"])],
  ])("a loop gets all chunks of a body, %s; it is closed once", async (_kind, make) => {
    const inner = make();
    const body = new Shouted(inner);
    const seen: unknown[] = [];
    for await (const chunk of body) seen.push(chunk);
    expect([seen, inner.closed]).toEqual([["A", "", "B"], 0]);
    expect([await body.return(), await body.return(), inner.closed]).toEqual([END, END, 1]);
  });

  test("a loop that is left closes the inner body", async () => {
    const left = new CountingBody(["a", "b"]);
    for await (const chunk of new Shouted(left)) if (chunk === "A") break;
    expect([left.pulled, left.closed]).toEqual([1, 1]);
  });

  test("a body that fails to close rejects, once", async () => {
    const error = new Error("failed to close");
    const iterator = {
      next: (): Step => ({ done: false, value: "a" }),
      return(): never {
        throw error;
      },
    };
    const body = new Passed({ [Symbol.iterator]: () => iterator });
    await expect(body.return()).rejects.toBe(error);
    expect(await body.return()).toEqual(END);
  });

  test("an error of the inner body goes on", async () => {
    const error = new Error("broken");
    expect(() => new Shouted(new CountingBody([error])).next()).toThrow(error);
    await expect(new Shouted(new AsyncCountingBody([error])).next()).rejects.toBe(error);
  });
});

async function* bytes(log: string[]): AsyncGenerator<Uint8Array> {
  try {
    yield Uint8Array.of(1, 2);
    yield Uint8Array.of(3);
  } finally {
    log.push("closed");
  }
}

describe("collectChunks", () => {
  test("joins the chunks up to the limit", async () => {
    expect(await collectChunks(bytes([]), 3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("rejects above the limit, and closes the iterator", async () => {
    const log: string[] = [];
    await expect(collectChunks(bytes(log), 2)).rejects.toMatchObject({ code: "TSGI_INPUT_TOO_LARGE" });
    expect(log).toEqual(["closed"]);
  });
});
