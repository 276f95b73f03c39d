import { describe, expect, test } from "vitest";
import type { Body } from "../src/index.ts";
import { answer, AsyncCountingBody, CountingBody, deferred, HandBody } from "./_bodies.ts";
import { environOf, FakeExchange, FakeTransport, respond, run, turn } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });

describe("signal", () => {
  test("is made once, and only then is the connection watched", () => {
    const exchange = new FakeExchange();
    expect(exchange.transport.isListenedTo).toBe(false);
    const { signal } = exchange;
    expect([exchange.transport.isListenedTo, exchange.signal === signal, signal.aborted]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("is not made, nor the connection watched, for a whole answer", () => {
    expect(run(answer("x")).transport.isListenedTo).toBe(false);
  });

  /** The errors that platforms reject with, and TSGI's own error behind each. */
  const gone = expect.objectContaining({
    name: "AbortError",
    constructor: DOMException,
    cause: coded("TSGI_CLIENT_GONE"),
  }) as unknown;

  test("fires when the client disconnects, with an AbortError whose cause is TSGI_CLIENT_GONE", () => {
    const exchange = new FakeExchange();
    const { signal } = exchange;
    let fired = 0;
    signal.addEventListener("abort", () => void fired++);
    exchange.disconnected();
    exchange.disconnected();
    expect([fired, signal.aborted, signal.reason]).toEqual([1, true, gone]);
  });

  test("has fired already when it is first read after the client disconnected", () => {
    const known = new FakeExchange();
    known.disconnected();
    expect(known.signal.reason).toEqual(gone);
    const unknown = new FakeExchange();
    unknown.transport.isDisconnected = true;
    expect(unknown.signal.reason).toEqual(gone);
  });

  test("never fires after success, whenever it was asked for", async () => {
    const exchange = run(answer("x"));
    const { signal } = exchange;
    exchange.finished();
    exchange.transport.isDisconnected = true;
    exchange.disconnected();
    expect([signal.aborted, exchange.signal.aborted]).toEqual([false, false]);
    const late = run(answer("x"));
    late.finished();
    expect([late.signal.aborted, late.transport.isListenedTo]).toEqual([false, false]);
    late.transport.isDisconnected = true;
    late.disconnected();
    expect(late.signal.aborted).toBe(false);
  });
});

describe("onFinish", () => {
  test("[N11] calls the last one first, each once, without an error after success", () => {
    const exchange = new FakeExchange();
    const calls: unknown[] = [];
    for (const name of ["a", "b", "c"]) exchange.onFinish((error) => calls.push(name, error));
    expect(exchange.transport.isListenedTo).toBe(true);
    exchange.runs(answer("x")).run(environOf(exchange));
    expect(calls).toEqual([]);
    exchange.finished();
    exchange.finished();
    exchange.disconnected();
    expect(calls).toEqual(["c", undefined, "b", undefined, "a", undefined]);
  });

  test("[N11] passes the error of the application, or the disconnect of the client", () => {
    const failed = new FakeExchange();
    const error = new Error("mine");
    const seen: unknown[] = [];
    failed.onFinish((reason) => seen.push(reason));
    failed
      .runs(() => {
        throw error;
      })
      .run(environOf(failed));
    failed.finished();
    expect(seen[0]).toBe(error);
    const left = new FakeExchange();
    left.onFinish((reason) => seen.push(reason));
    left.disconnected();
    expect(seen[1]).toEqual(coded("TSGI_CLIENT_GONE"));
  });

  test("[N11] one registered late is called soon, never in the call itself", async () => {
    for (const finish of ["finished", "disconnected"] as const) {
      const exchange = new FakeExchange();
      exchange[finish]();
      const calls: unknown[] = [];
      exchange.onFinish((error) => calls.push(error === undefined));
      expect(calls).toEqual([]);
      await turn();
      expect(calls).toEqual([finish === "finished"]);
    }
  });

  test("[N11] one registered by another is called too", async () => {
    const exchange = new FakeExchange();
    const calls: string[] = [];
    exchange.onFinish(() => {
      calls.push("outer");
      exchange.onFinish(() => calls.push("inner"));
    });
    exchange.finished();
    await turn();
    expect(calls).toEqual(["outer", "inner"]);
  });

  test("[N11] one that fails, now or later, is logged and keeps no other from its call", async () => {
    const exchange = new FakeExchange();
    const calls: string[] = [];
    exchange.onFinish(() => calls.push("first"));
    exchange.onFinish(() => {
      throw new Error("thrown");
    });
    exchange.onFinish(() => Promise.reject(new Error("rejected")));
    exchange.finished();
    await Promise.all(exchange.transport.kept);
    expect(calls).toEqual(["first"]);
    expect(exchange.logged).toHaveLength(2);
    expect(exchange.logged.join("")).toMatch(/thrown[^]*rejected/);
  });

  test("[N11] cannot change the response any more", () => {
    const exchange = new FakeExchange();
    const error = new Error("too late");
    let thrown: unknown;
    exchange.onFinish(() => {
      try {
        exchange.startResponse(500, [], error);
      } catch (caught) {
        thrown = caught;
      }
    });
    exchange.runs(answer("x")).run(environOf(exchange));
    exchange.finished();
    expect([thrown, exchange.status, exchange.events]).toEqual([error, 200, ["whole"]]);
  });
});

describe("waitUntil", () => {
  test("keeps the host up until the work is done", async () => {
    const exchange = new FakeExchange();
    const work = deferred<void>();
    exchange.waitUntil(work.promise);
    let kept = true;
    void exchange.transport.kept[0]!.then(() => (kept = false));
    await turn();
    expect(kept).toBe(true);
    work.resolve();
    await turn();
    expect(kept).toBe(false);
  });

  test("[S66] logs a rejection, and what the host keeps never rejects", async () => {
    const exchange = new FakeExchange();
    exchange.waitUntil(Promise.reject(new Error("in the background")));
    await expect(exchange.transport.kept[0]).resolves.toBeUndefined();
    expect(exchange.logged.join("")).toContain("in the background");
  });

  test("takes thenables, and works taken off its object", async () => {
    const exchange = new FakeExchange();
    const { waitUntil } = { waitUntil: exchange.waitUntil.bind(exchange) };
    waitUntil(Promise.resolve("value"));
    await expect(exchange.transport.kept[0]).resolves.toBeUndefined();
  });
});

describe("the client disconnects", () => {
  test("[S58] while the application works: its body is closed unread, nothing is sent or logged", async () => {
    for (const heard of [true, false]) {
      const gate = deferred<Body>();
      const exchange = run(async (_environ, startResponse) => {
        startResponse(200, []);
        return gate.promise;
      });
      exchange.transport.isDisconnected = true;
      if (heard) exchange.disconnected();
      const body = new AsyncCountingBody(["x"]);
      gate.resolve(body);
      await turn();
      expect([exchange.events, body.pulled, body.closed, exchange.logged]).toEqual([[], 0, 1, []]);
    }
  });

  test.each([null, "text", Uint8Array.of(1), ["x"], ["x", "y"]])(
    "while the application works that answers %j: nothing is sent",
    async (body) => {
      const exchange = new FakeExchange();
      exchange.transport.isDisconnected = true;
      exchange.runs(answer(body)).run(environOf(exchange));
      expect([exchange.events, exchange.logged]).toEqual([[], []]);
    },
  );

  test("[S66] while the application fails: nothing is sent, and its error is logged once", async () => {
    for (const heard of [true, false]) {
      const gate = deferred<Body>();
      const finishes: unknown[] = [];
      const exchange = run((environ) => {
        environ.onFinish((error) => finishes.push(error));
        return gate.promise;
      });
      exchange.transport.isDisconnected = true;
      if (heard) exchange.disconnected();
      gate.reject(new Error("in the application"));
      await turn();
      expect([exchange.events, exchange.logged.length]).toEqual([[], 1]);
      expect(exchange.logged[0]).toContain("in the application");
      expect(finishes).toEqual([coded("TSGI_CLIENT_GONE")]);
    }
  });

  test("the signal's own reason, thrown back, is not logged", async () => {
    const exchange = run(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    exchange.disconnected();
    await turn();
    expect([exchange.events, exchange.logged]).toEqual([[], []]);
  });

  test("[S58] while a chunk is awaited: closed once, and what comes is not sent", async () => {
    const body = new HandBody();
    const exchange = run(answer(body));
    expect(exchange.transport.isListenedTo).toBe(true);
    body.give("a");
    await turn();
    exchange.disconnected();
    expect(body.closed).toBe(1);
    body.give("b");
    await turn();
    expect([exchange.text, exchange.events, body.pulled, body.closed]).toEqual([
      "a",
      ["head", "write"],
      2,
      1,
    ]);
    expect(exchange.logged).toEqual([]);
  });

  test("[S66] while a chunk is awaited that then fails: logged once, nothing else", async () => {
    const body = new HandBody();
    const exchange = run(answer(body));
    exchange.disconnected();
    body.fail(new Error("late"));
    await turn();
    expect([exchange.events, body.closed, exchange.logged.length]).toEqual([[], 1, 1]);
  });

  test("[S58] while the host is waited for: closed once, and a late drain pulls nothing", () => {
    const body = new CountingBody(["a", "b"]);
    const exchange = run(answer(body), { room: 1 });
    exchange.disconnected();
    exchange.transport.drain();
    expect([exchange.text, body.pulled, body.closed]).toEqual(["a", 1, 1]);
  });

  test("[S58] during the very write of a chunk: closed once, nothing more is pulled", () => {
    for (const room of [1, Infinity]) {
      const body = new CountingBody(["a", "b"]);
      class Leaving extends FakeTransport {
        override write(chunk: string): boolean {
          const accepted = super.write(chunk);
          exchange.disconnected();
          return accepted;
        }
      }
      const exchange: FakeExchange = new FakeExchange({}, new Leaving({ room }));
      exchange.runs(answer(body)).run(environOf(exchange));
      expect([exchange.events, body.pulled, body.closed]).toEqual([["head", "write"], 1, 1]);
    }
  });

  test("after the end: nothing happens", async () => {
    const body = new CountingBody(["a"]);
    const exchange = await respond(answer(body));
    exchange.finished();
    exchange.disconnected();
    expect([exchange.events, body.closed, exchange.logged]).toEqual([["head", "write", "end"], 1, []]);
  });

  test("[S66] a late error of a response that is through is logged once and sends nothing", async () => {
    const exchange = await respond(answer("x"));
    exchange.abort(new Error("late"));
    expect([exchange.events, exchange.logged.length]).toEqual([["whole"], 1]);
  });
});

describe("abort, as the host's shutdown calls it", () => {
  test("[S58] closes a body that is on its way, and resets", () => {
    const body = new CountingBody(["a", "b"]);
    const exchange = run(answer(body), { room: 1 });
    exchange.abort(new Error("shutdown"));
    expect([exchange.events.at(-1), body.closed, exchange.logged.length]).toEqual(["abort", 1, 1]);
    exchange.abort(new Error("again"));
    expect([exchange.events.at(-1), body.closed, exchange.logged.length]).toEqual(["abort", 1, 2]);
  });

  test("answers while the application still works, and closes what it brings later", async () => {
    const gate = deferred<Body>();
    const exchange = run(async (_environ, startResponse) => {
      startResponse(200, []);
      return gate.promise;
    });
    exchange.abort(new Error("shutdown"));
    expect([exchange.status, exchange.events]).toEqual([500, ["whole"]]);
    const body = new CountingBody(["x"]);
    gate.resolve(body);
    await turn();
    expect([exchange.events, body.pulled, body.closed]).toEqual([["whole"], 0, 1]);
  });
});
