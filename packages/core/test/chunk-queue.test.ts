import { describe, expect, test } from "vitest";
import { BodySource, ChunkQueue, type ChunkQueueSource } from "@tsgi/core/server";
import { CountingBody, deferred } from "./_bodies.ts";

const END = { done: true, value: undefined };
const step = (value: string): object => ({ done: false, value });
const late = expect.objectContaining({ code: "TSGI_WRITE_LATE" });

/** A queue whose source notes what it is called with. */
function noted(source: ChunkQueueSource = {}, highWaterMark?: number): { queue: ChunkQueue; log: string[] } {
  const log: string[] = [];
  const queue = new ChunkQueue(
    {
      pull() {
        log.push("pull");
        source.pull?.();
      },
      finish: () => void log.push("finish"),
      cancel() {
        log.push("cancel");
        source.cancel?.();
      },
    },
    highWaterMark,
  );
  return { queue, log };
}

describe("reading", () => {
  test("chunks come in the order in which they were written, then the end", async () => {
    const { queue, log } = noted();
    queue.push("a");
    queue.push("b");
    queue.end();
    expect([await queue.next(), await queue.next(), log.includes("finish")]).toEqual([
      step("a"),
      step("b"),
      false,
    ]);
    expect([await queue.next(), await queue.next(), log]).toEqual([
      END,
      END,
      ["pull", "pull", "pull", "finish"],
    ]);
  });

  test("a read that waits gets the chunk that is written next", async () => {
    const queue = new ChunkQueue();
    const read = queue.next();
    expect([queue.isAwaited, queue.push("a"), queue.isAwaited]).toEqual([true, true, false]);
    expect([await read, queue.size, queue.pendingSize]).toEqual([step("a"), 0, 1]);
  });

  test("a source may write while it is asked", async () => {
    let count = 0;
    const queue: ChunkQueue = new ChunkQueue({ pull: () => void queue.push(String(++count)) });
    expect([await queue.next(), await queue.next(), count]).toEqual([step("1"), step("2"), 2]);
  });

  test("several reads at a time are answered in their order", async () => {
    const { queue } = noted();
    const reads = [queue.next(), queue.next(), queue.next(), queue.next()];
    queue.push("a");
    queue.push("b");
    queue.end();
    expect(await Promise.all(reads)).toEqual([step("a"), step("b"), END, END]);
  });

  test("an error comes after what was written, once", async () => {
    const { queue, log } = noted();
    const error = new Error("broken");
    queue.push("a");
    expect(queue.fail(error)).toBe(true);
    expect([queue.push("late"), await queue.next()]).toEqual([false, step("a")]);
    await expect(queue.next()).rejects.toBe(error);
    expect([await queue.next(), queue.fail(error), await queue.return(), log.includes("cancel")]).toEqual([
      END,
      false,
      END,
      false,
    ]);
  });

  test("an error reaches the read that waits; those after it get the end", async () => {
    const queue = new ChunkQueue();
    const reads = [queue.next(), queue.next()];
    const error = new Error("broken");
    queue.fail(error);
    expect(await Promise.allSettled(reads)).toMatchObject([{ reason: error }, { value: END }]);
  });
});

describe("acceptance", () => {
  test("a chunk is accepted when the next one is asked for", async () => {
    const accepted: string[] = [];
    const queue = new ChunkQueue();
    for (const chunk of ["a", "b"]) queue.push(chunk, (error) => void accepted.push(`${chunk} ${error}`));
    await queue.next();
    expect(accepted).toEqual([]);
    await queue.next();
    expect(accepted).toEqual(["a undefined"]);
    void queue.next();
    expect(accepted).toEqual(["a undefined", "b undefined"]);
  });

  test("push returns false from the high-water mark on, until chunks are taken", async () => {
    const { queue } = noted({}, 4);
    expect([queue.push("abc"), queue.isFull, queue.push("d"), queue.isFull, queue.size]).toEqual([
      true,
      false,
      false,
      true,
      4,
    ]);
    await queue.next();
    expect([queue.isFull, queue.size, queue.pendingSize]).toEqual([false, 1, 4]);
  });

  test("takeAll takes and accepts what waits", () => {
    const errors: unknown[] = [];
    const queue = new ChunkQueue();
    queue.push("a", (error) => void errors.push(error));
    queue.push("b");
    expect([queue.takeAll(), queue.takeAll(), queue.size, errors]).toEqual([["a", "b"], [], 0, [undefined]]);
  });

  test("drop tells the error to all that were not accepted, the one that was taken included", async () => {
    const seen: unknown[] = [];
    const queue = new ChunkQueue();
    for (const chunk of ["a", "b"]) queue.push(chunk, (error) => void seen.push(error));
    await queue.next();
    const error = new Error("gone");
    queue.drop(error);
    expect([seen, queue.pendingSize]).toEqual([[error, error], 0]);
    queue.push("c", (reason) => void seen.push(reason));
    queue.drop();
    expect(seen.at(-1)).toEqual(late);
  });
});

describe("return", () => {
  test("before the end: the source is cancelled once, chunks are dropped, and a read that waits gets the end", async () => {
    const seen: unknown[] = [];
    const { queue, log } = noted();
    queue.push("a", (error) => void seen.push(error));
    expect([await queue.return(), await queue.return(), await queue.next()]).toEqual([END, END, END]);
    expect([log, seen, queue.isEnded, queue.push("b")]).toEqual([["cancel"], [late], true, false]);
    const other = new ChunkQueue();
    const read = other.next();
    await other.return();
    expect(await read).toEqual(END);
  });

  test("an end that was written and not read counts: the source has finished", async () => {
    const seen: unknown[] = [];
    const { queue, log } = noted();
    queue.push("a", (error) => void seen.push(error));
    await queue.next();
    queue.end();
    await queue.return();
    expect([log, seen]).toEqual([["pull", "finish"], [undefined]]);
  });

  test("a source may drop with an error of its own", async () => {
    const seen: unknown[] = [];
    const error = new Error("mine");
    const { queue } = noted({ cancel: () => queue.drop(error) });
    queue.push("a", (reason) => void seen.push(reason));
    await queue.return();
    expect(seen).toEqual([error]);
  });
});

describe("the rest", () => {
  test("follows what was written, and is closed with the queue", async () => {
    const rest = new CountingBody(["b", "c"]);
    const queue = new ChunkQueue();
    queue.push("a");
    queue.end(new BodySource(rest));
    expect([await queue.next(), await queue.next(), rest.closed]).toEqual([step("a"), step("b"), 0]);
    expect([await queue.next(), (await queue.next()).done]).toEqual([step("c"), true]);
    await queue.return();
    expect(rest.closed).toBe(1);
  });

  test("answers a read that waits", async () => {
    const queue = new ChunkQueue();
    const read = queue.next();
    queue.end(new BodySource(["a"]));
    expect(await read).toEqual(step("a"));
  });

  test("is closed unread after the reader has returned", async () => {
    const rest = new CountingBody(["a"]);
    const queue = new ChunkQueue();
    await queue.return();
    queue.end(new BodySource(rest));
    expect([rest.pulled, rest.closed]).toEqual([0, 1]);
  });

  test("an error of its own rejects", async () => {
    const gate = deferred<void>();
    const queue = new ChunkQueue();
    const read = queue.next();
    queue.end(
      new BodySource(
        (async function* () {
          await gate.promise;
          yield "a";
        })(),
      ),
    );
    gate.reject(new Error("broken"));
    await expect(read).rejects.toThrow("broken");
  });
});
