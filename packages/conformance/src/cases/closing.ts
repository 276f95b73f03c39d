import type { Body, Environ } from "@tsgi/core";
import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for closing bodies. After every case the suite checks that `return()` of every body ran exactly once. */
export const closingCases: readonly Case[] = [
  {
    id: "close-end",
    title: "a body that has ended is closed, once",
    proves: ["S58", "P17", "P26", "P6"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return (environ.pathInfo === "/sync" ? noted : notedLater)(environ);
    },
    async check(t) {
      for (const path of ["/sync", "/async"]) t.equal((await t.request(path)).text, "abc", path);
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), [null, null]));
      t.deepEqual((await t.journal()).returns, [1, 1]);
    },
  },
  {
    id: "close-plain-iterator",
    title: "an iterator without return() is a body too",
    proves: ["S58", "S60"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      let left = 3;
      const next = (): IteratorResult<string> =>
        left-- > 0 ? { done: false, value: "x" } : { done: true, value: undefined };
      record(environ, "made");
      return { [Symbol.iterator]: () => ({ next }) };
    },
    async check(t) {
      t.equal((await t.request("/")).text, "xxx");
      t.equal((await t.request("/", { method: "HEAD" })).text, "");
    },
  },
  {
    id: "close-unread",
    title: "a body that is not sent is closed unread: 204 and 304",
    proves: ["S58", "N01", "M07"],
    app(environ, startResponse) {
      startResponse(Number(environ.pathInfo.slice(1, 4)), []);
      return environ.pathInfo.endsWith("stream") ? notedStream(environ) : notedLater(environ);
    },
    async check(t) {
      for (const path of ["/204", "/304", "/204-stream", "/304-stream"]) {
        t.equal((await t.request(path)).text, "", path);
      }
      t.deepEqual((await t.journal()).returns, [1, 1]);
      await t.eventually(async () => t.deepEqual(await t.recorded("cancelled"), [null, null]));
    },
  },
  {
    id: "close-error",
    title: "a body whose next() fails is closed, whether before or after its first chunk",
    proves: ["S58", "S66"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      let step = 0;
      const isLate = environ.pathInfo === "/late";
      const next = async (): Promise<IteratorResult<string>> => {
        if (isLate && step++ === 0) return { done: false, value: "first" };
        throw new Error("broken");
      };
      const close = async (): Promise<IteratorResult<string>> => {
        record(environ, "closed");
        return { done: true, value: undefined };
      };
      return { [Symbol.asyncIterator]: () => ({ next, return: close }) };
    },
    async check(t) {
      t.equal((await t.request("/early")).status, 500);
      const late = await t.request("/late").catch(() => undefined);
      t.ok(late?.status !== 500 || late.complete);
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), [null, null]));
    },
  },
  {
    id: "close-too-long",
    title: "a body that exceeds its declared length is closed at that point, even an endless one",
    proves: ["S50", "S58"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, [["content-length", "10"]]);
      return environ.pathInfo === "/sync" ? endless(environ) : endlessLater(environ);
    },
    async check(t) {
      for (const path of ["/sync", "/async"]) {
        const answer = await t.request(path);
        t.deepEqual([answer.text, answer.complete], ["abcabcabca", true], path);
      }
      await t.eventually(async () => t.deepEqual(await t.recorded("closed"), [null, null]));
    },
  },
  {
    id: "close-fails",
    title: "a failure of return() changes nothing for the client, and is handled",
    proves: ["S58", "S66"],
    faulty: true,
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const fail = (): never => {
        record(environ, "closed");
        throw new Error("close failed");
      };
      let left = 2;
      const next = (): IteratorResult<string> =>
        left-- > 0 ? { done: false, value: "x" } : { done: true, value: undefined };
      if (environ.pathInfo === "/sync") return { [Symbol.iterator]: () => ({ next, return: fail }) };
      return { [Symbol.asyncIterator]: () => ({ next: async () => next(), return: async () => fail() }) };
    },
    async check(t) {
      for (const path of ["/sync", "/async"]) {
        const answer = await t.request(path);
        t.deepEqual([answer.status, answer.text, answer.complete], [200, "xx", true], path);
        t.equal((await t.request(path, { method: "HEAD" })).status, 200);
      }
      await t.eventually(async () => t.equal((await t.recorded("closed")).length, 4));
    },
  },
  {
    id: "close-replaced",
    title: "a generator that is closed early runs its finally block, and may await in it",
    proves: ["S58", "A10"],
    needs: ["concurrency"],
    async *app(environ, startResponse) {
      startResponse(200, [["content-length", "1"]]);
      try {
        for (;;) yield "x";
      } finally {
        record(environ, "finally");
        await gate(environ, "clean-up");
        record(environ, "cleaned");
      }
    },
    faulty: true,
    async check(t) {
      t.equal((await t.request("/")).text, "x");
      await t.eventually(async () => t.deepEqual(await t.recorded("finally"), [null]));
      await t.release("clean-up");
      await t.eventually(async () => t.deepEqual(await t.recorded("cleaned"), [null]));
    },
  },
  {
    id: "close-thrown-head",
    title: "a body returned after the head was refused is still closed",
    proves: ["S58", "S61"],
    faulty: true,
    async app(environ, startResponse) {
      try {
        startResponse(1000, []);
      } catch (error) {
        record(environ, "refused", nameOf(error));
      }
      return notedLater(environ);
    },
    async check(t) {
      t.equal((await t.request("/")).status, 500);
      t.deepEqual((await t.journal()).returns, [1]);
    },
  },
];

function* noted(environ: Environ): Generator<string> {
  try {
    yield* "abc";
  } finally {
    record(environ, "closed");
  }
}

async function* notedLater(environ: Environ): AsyncGenerator<string> {
  try {
    yield* "abc";
  } finally {
    record(environ, "closed");
  }
}

function* endless(environ: Environ): Generator<string> {
  try {
    for (;;) yield "abc";
  } finally {
    record(environ, "closed");
  }
}

async function* endlessLater(environ: Environ): AsyncGenerator<string> {
  try {
    for (;;) yield "abc";
  } finally {
    record(environ, "closed");
  }
}

function notedStream(environ: Environ): Body {
  return new ReadableStream<Uint8Array>({ cancel: () => record(environ, "cancelled") });
}
