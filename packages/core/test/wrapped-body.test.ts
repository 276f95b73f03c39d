import { describe, expect, test } from "vitest";
import { WrappedBody, collectChunks } from "@tsgi/core/server";
import type { Chunk } from "@tsgi/core";
import { AsyncCountingBody, CountingBody } from "./_bodies.ts";

const END = { done: true, value: undefined };
const step = (value: string): object => ({ done: false, value });

/** Sends every chunk in capitals, and "!" at the end. */
class Shouted extends WrappedBody {
  closed = 0;
  protected override mapChunk(chunk: Chunk): Chunk {
    return String(chunk).toUpperCase();
  }
  protected override mapEnd(): Chunk {
    return "!";
  }
  protected override onClose(): void {
    this.closed++;
  }
}

describe("WrappedBody", () => {
  test("a step that is there at once is no promise, and is the inner body's own if nothing maps it", () => {
    const first = step("a");
    const body = new WrappedBody({ [Symbol.iterator]: () => ({ next: () => first }) });
    expect(body.next()).toBe(first);
    expect(new Shouted(["a"]).next()).toEqual(step("A"));
  });

  test.each([
    ["synchronous", () => new CountingBody(["a", "", "b"])],
    ["asynchronous", () => new AsyncCountingBody(["a", "", "b"])],
  ])("maps chunks and end of a body, %s; after the end comes nothing", async (_kind, make) => {
    const inner = make();
    const body = new Shouted(inner);
    const seen: unknown[] = [];
    for await (const chunk of body) seen.push(chunk);
    expect([seen, inner.closed, body.closed]).toEqual([["A", "", "B", "!"], 0, 0]);
    expect([await body.next(), inner.pulled]).toEqual([END, inner.pulled]);
    await body.return();
    await body.return();
    expect([inner.closed, body.closed]).toEqual([1, 1]);
  });

  test("promises of its own are awaited, and nothing at the end sends nothing", async () => {
    class Later extends WrappedBody {
      protected override async mapChunk(chunk: Chunk): Promise<Chunk> {
        return `${chunk as string}.`;
      }
      protected override async mapEnd(): Promise<Chunk> {
        return "";
      }
    }
    const body = new Later(["a"]);
    expect([await body.next(), await body.next()]).toEqual([step("a."), END]);
  });

  test("a loop that is left closes the inner body, even if the subclass fails to close", async () => {
    class Failing extends WrappedBody {
      protected override onClose(): void {
        throw new Error("failed to close");
      }
    }
    const inner = new CountingBody(["a", "b"]);
    await expect(new Failing(inner).return()).rejects.toThrow("failed to close");
    expect([inner.pulled, inner.closed]).toEqual([0, 1]);
    const left = new CountingBody(["a", "b"]);
    for await (const chunk of new Shouted(left)) if (chunk === "A") break;
    expect([left.pulled, left.closed]).toEqual([1, 1]);
  });

  test("an error of the inner body goes on", async () => {
    const error = new Error("broken");
    const sync = new Shouted({
      *[Symbol.iterator]() {
        yield* [];
        throw error;
      },
    });
    expect(() => sync.next()).toThrow(error);
    const later = new Shouted({
      async *[Symbol.asyncIterator]() {
        yield* [];
        throw error;
      },
    });
    await expect(later.next()).rejects.toBe(error);
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
