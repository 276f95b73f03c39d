import type { Application, Chunk } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
import { TEXT, answers, hello, turn } from "@tsgi/harness/linted";
import { createEnviron } from "@tsgi/testing";
import { calling, client, collectGarbage, type Pair, type Scenario, type Server } from "./_support.ts";

/** Replaces its head after a chunk was sent. */
const startsLate: Application = function* (_, startResponse) {
  startResponse(200, TEXT);
  yield "a";
  startResponse(500, TEXT, new RangeError("late"));
} as Application;

/** The scenario does not reference it, so that it can be collected. */
const answersEndless: Application = (environ, startResponse) => answers(endless())(environ, startResponse);

/** Scenarios for each rule that a server must follow, except those of the environ. */
export const serverScenarios: Readonly<Record<string, Pair>> = {
  "call-arguments": {
    breaks: { server: calling(createEnviron(), () => {}, {}) },
    keeps: { server: calling(createEnviron(), () => {}) },
  },
  "call-environ": {
    breaks: { server: calling({ method: "GET" }, () => {}) },
    keeps: { server: calling(createEnviron().derive({ method: "POST" }), () => {}) },
  },
  "call-start-response": {
    breaks: { server: calling(createEnviron(), undefined) },
    keeps: {
      server: calling(
        createEnviron(),
        Object.assign(() => {}, { bound: true }),
      ),
    },
  },
  "start-returns-nothing": {
    breaks: { server: calling(createEnviron(), () => () => {}) },
    keeps: { server: calling(createEnviron(), () => {}) },
  },
  "start-keeps-headers": {
    breaks: {
      server: calling(
        createEnviron(),
        (_: number, headers: string[][]) => void headers.push(["date", "now"]),
      ),
    },
    keeps: {
      server: calling(
        createEnviron(),
        (_: number, headers: string[][]) => void [...headers, ["date", "now"]],
      ),
    },
  },
  "start-takes-legal-heads": {
    breaks: { server: calling(createEnviron(), () => fail("no heads today")) },
    keeps: { server: calling(createEnviron(), () => {}) },
  },
  "start-throws-error-back": {
    breaks: { app: startsLate, server: reading() },
    keeps: { app: startsLate, server: client() },
  },
  "iterate-once": {
    breaks: { app: answers(["a"].values()), server: readingTwice },
    keeps: { app: answers(["a"].values()), server: reading() },
  },
  "pull-one-at-a-time": {
    breaks: { app: answers(slow()), server: pulling(2) },
    keeps: { app: answers(slow()), server: pulling(1) },
  },
  "pull-before-close": {
    breaks: {
      app: answers(endless()),
      server: stepping((iterator) => [iterator.return?.(), iterator.next()]),
    },
    keeps: {
      app: answers(endless()),
      server: stepping((iterator) => [iterator.next(), iterator.return?.()]),
    },
  },
  "close-once": {
    breaks: {
      app: answers(endless()),
      server: stepping((iterator) => [iterator.return?.(), iterator.return?.()]),
    },
    keeps: { app: answers(endless()), server: stepping((iterator) => [iterator.return?.()]) },
  },
  "close-before-finish": {
    breaks: { app: answers(endless()), server: finishing(() => {}) },
    keeps: { app: answers(endless()), server: finishing((body) => void body[Symbol.iterator]().return?.()) },
  },
  "close-before-collection": {
    breaks: { app: answersEndless, server: dropping(() => {}) },
    keeps: { app: answersEndless, server: dropping((body) => void body[Symbol.iterator]().return?.()) },
  },
  "input-chunk": {
    breaks: readsInput(["a"]),
    keeps: readsInput([new Uint8Array(1)]),
  },
  "input-length": {
    breaks: readsInput([new Uint8Array(1)], "2"),
    keeps: readsInput([new Uint8Array(1)], "1"),
  },
  "input-end": {
    breaks: readsInput([new Uint8Array(1), undefined, new Uint8Array(1)]),
    keeps: readsInput([new Uint8Array(1), undefined, undefined]),
  },
};

function fail(message: string): never {
  throw new RangeError(message);
}

function* endless(): Generator<string> {
  for (;;) yield "a";
}

async function* slow(): AsyncGenerator<string> {
  yield await Promise.resolve("a");
}

/** Accepts every head, and reads a synchronous body as `for…of` does. */
function reading(): Server {
  return (app) => [...(app(createEnviron(), () => {}) as Iterable<Chunk>)];
}

function readingTwice(app: Application): void {
  const body = app(createEnviron(), () => {}) as Iterable<Chunk>;
  void [...body];
  body[Symbol.iterator]();
}

function stepping(steps: (iterator: Iterator<Chunk>) => unknown): Server {
  return (app) => steps((app(createEnviron(), () => {}) as Iterable<Chunk>)[Symbol.iterator]());
}

function pulling(times: number): Server {
  return async (app) => {
    const iterator = (app(createEnviron(), () => {}) as AsyncIterable<Chunk>)[Symbol.asyncIterator]();
    await Promise.all(Array.from({ length: times }, () => iterator.next()));
    await iterator.return?.();
  };
}

function finishing(end: (body: Iterable<Chunk>) => void): Server {
  return async (app) => {
    const environ = createEnviron();
    end(app(environ, () => {}) as Iterable<Chunk>);
    exchangeOf(environ).finished();
    await turn();
  };
}

function dropping(end: (body: Iterable<Chunk>) => void): Server {
  return async (app) => {
    const drop = (): void => end(app(createEnviron(), () => {}) as Iterable<Chunk>);
    drop();
    await collectGarbage();
  };
}

/** The application reads a request body that delivers these in turn; undefined is the end. */
function readsInput(steps: readonly unknown[], length?: string): Scenario {
  const app: Application = async (environ, startResponse) => {
    const iterator = environ.input[Symbol.asyncIterator]();
    for (let i = 0; i < Math.max(steps.length, 2); i++) await iterator.next();
    return hello(environ, startResponse);
  };
  const values = steps.values();
  const input = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const { value } = values.next();
        return { done: value === undefined, value };
      },
    }),
  };
  const headers = length === undefined ? [] : ["content-length", length];
  const environ = createEnviron().derive({ input: input as never, headers });
  return { app, server: calling(environ, () => {}) };
}
