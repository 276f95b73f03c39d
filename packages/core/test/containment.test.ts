/** Whatever a host's methods, the log or an error object do: nothing leaves `run()`, `abort()` and the host's calls back. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asApplication, type Application, type ErrorLog } from "../src/index.ts";
import { HostedApplication } from "../src/server/index.ts";
import { answer } from "./_bodies.ts";
import { environOf, fakeServer, FakeExchange, turn, type FakeRequest } from "./_exchange.ts";

const hooks = [
  "onClose",
  "whole",
  "head",
  "write",
  "flush",
  "onDrain",
  "defer",
  "end",
  "abort",
  "respondToError",
  "waitUntil",
  "byteLength",
] as const;

function* failing(): Generator<string> {
  yield "begun";
  throw new Error("half-way");
}

const applications: Readonly<Record<string, Application>> = {
  "a text": answer("text"),
  "a stream": answer(["a", "", "b", "c"].values()),
  "an async stream": (_environ, startResponse) => {
    startResponse(200, []);
    return (async function* () {
      for (let i = 0; i < 40; i++) yield "chunk";
    })();
  },
  "a stream that fails": (_environ, startResponse) => {
    startResponse(200, []);
    return failing();
  },
  "a declared length that is too long": (_environ, startResponse) => {
    startResponse(200, [["content-length", "9"]]);
    return ["a"].values();
  },
  "an error": () => {
    throw new Error("at once");
  },
  "a rejection": async () => {
    throw new Error("later");
  },
  "work that outlives it": (environ, startResponse) => {
    environ.onFinish(() => environ.waitUntil(Promise.reject(new Error("work"))));
    startResponse(200, []);
    return "text";
  },
};

let unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled = [];
  process.on("unhandledRejection", note).on("uncaughtException", note);
});
afterEach(() => void process.off("unhandledRejection", note).off("uncaughtException", note));

describe("a host's method that throws", () => {
  for (const hook of hooks) {
    test.each(Object.keys(applications))(`${hook}() with %s`, async (name) => {
      for (const method of ["GET", "HEAD"]) {
        const exchange = exchangeWith({ method, room: 1 }, { [hook]: throwing });
        await drive(exchange, applications[name]!, method);
      }
      expect(unhandled).toEqual([]);
    });
  }

  test.each(Object.keys(applications))("isDisconnected with %s", async (name) => {
    const exchange = new FakeExchange({ room: 1 });
    Object.defineProperty(exchange.transport, "isDisconnected", { get: throwing });
    await drive(exchange, applications[name]!);
    expect(unhandled).toEqual([]);
  });

  test("that throws on the way out of abort() is logged, and the connection reset all the same", () => {
    const exchange = new FakeExchange();
    Object.defineProperty(exchange.transport, "isDisconnected", { get: throwing });
    exchange
      .runs(() => {
        throw new Error("of the application");
      })
      .run(environOf(exchange));
    expect(exchange.status).toBe(500);
    expect(exchange.logged.join("")).toMatch(/of the host[^]*of the application/);
  });
});

describe("a log that fails", () => {
  const logs: Readonly<Record<string, ErrorLog>> = {
    throws: { write: throwing, flush: throwing },
    rejects: { write: rejecting as () => void, flush: rejecting },
  };

  test.each(Object.keys(logs))("and %s", async (name) => {
    for (const app of Object.values(applications)) {
      await drive(new FakeExchange({ errors: logs[name]! }), app);
    }
    expect(unhandled).toEqual([]);
  });

  test.each(Object.keys(logs))("and %s is made safe for applications by a service", async (name) => {
    const { errors } = new HostedApplication(answer("x"), { ...fakeServer }, logs[name]!);
    expect(errors.write("a line\n")).toBeUndefined();
    await errors.flush();
    await turn();
    expect(unhandled).toEqual([]);
  });
});

describe("an error whose own members throw", () => {
  const errors: Readonly<Record<string, () => unknown>> = {
    stack: () => hostile("stack"),
    cause: () => hostile("cause"),
    "message, without a stack": () =>
      Object.defineProperty(hostile("message"), "stack", { value: undefined }),
    "Symbol.toStringTag": () => Object.defineProperty({}, Symbol.toStringTag, { get: throwing }),
    everything: () => new Proxy({}, { get: throwing, has: throwing, getPrototypeOf: throwing }),
  };

  test.each(Object.keys(errors))("%s", async (name) => {
    const error = errors[name]!;
    const apps: Application[] = [
      () => {
        throw error();
      },
      async () => {
        throw error();
      },
      (_environ, startResponse) => {
        startResponse(200, []);
        return (function* () {
          yield "begun";
          throw error();
        })();
      },
      (environ, startResponse) => {
        environ.onFinish(() => {
          throw error();
        });
        environ.onFinish(error);
        startResponse(200, []);
        return null;
      },
    ];
    for (const app of apps) {
      const exchange = new FakeExchange();
      await drive(exchange, app);
      expect(exchange.logged.every((line) => line.endsWith("\n"))).toBe(true);
      expect(exchange.text).not.toContain("of the host");
    }
    expect(unhandled).toEqual([]);
  });
});

function hostile(member: string): Error {
  return Object.defineProperty(new Error("x"), member, { get: throwing });
}

function throwing(): never {
  throw new Error("of the host");
}

async function rejecting(): Promise<void> {
  throw new Error("of the log");
}

/** Returns an exchange whose transport has some methods replaced. */
function exchangeWith(request: FakeRequest, methods: Readonly<Record<string, () => unknown>>): FakeExchange {
  const exchange = new FakeExchange(request);
  Object.assign(exchange.transport, methods);
  return exchange;
}

/** Runs the application, then lets the host call back in every way that it may. */
async function drive(exchange: FakeExchange, app: Application, method = "GET"): Promise<void> {
  exchange.runs(asApplication(app)).run(environOf(exchange, { method }));
  for (let i = 0; i < 4; i++) {
    await turn();
    exchange.transport.drain(1);
    exchange.transport.nextTurn();
  }
  exchange.abort(new Error("of the host's own"));
  exchange.disconnected();
  exchange.finished();
  await turn();
}
