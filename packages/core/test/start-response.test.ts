import { describe, expect, test } from "vitest";
import type { HeaderList, StartResponse } from "../src/index.ts";
import { deferred, HandBody } from "./_bodies.ts";
import { FakeExchange, respond, run, turn } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });

describe("startResponse", () => {
  test("[S36][S37] works detached from its exchange, with two arguments or three, and returns undefined", () => {
    const { startResponse } = new FakeExchange();
    expect(startResponse(200, [])).toBeUndefined();
    expect(startResponse.call(null, 500, [], new Error("later"))).toBeUndefined();
  });

  test("[S01] the application gets exactly two arguments", async () => {
    let count = 0;
    await respond((...args: unknown[]) => {
      count = args.length;
      (args[1] as StartResponse)(204, []);
      return null;
    });
    expect(count).toBe(2);
  });

  test("[S43] sends nothing by itself", async () => {
    const gate = deferred<string>();
    const exchange = run((_environ, startResponse) => {
      startResponse(200, []);
      return gate.promise;
    });
    await turn();
    expect(exchange.events).toEqual([]);
    gate.resolve("now");
    await exchange.transport.done;
    expect(exchange.events).toEqual(["whole"]);
  });

  test.each([
    ["a status", 99, []],
    ["a header list", 200, {} as HeaderList],
    ["a name", 200, [["a b", "c"]]],
    ["a value", 200, [["a", "\n"]]],
    ["a hop-by-hop header", 200, [["connection", "close"]]],
  ] as [string, number, HeaderList][])(
    "[S42] refuses %s in the stack of the application, which can answer otherwise",
    async (_what, status, headers) => {
      const exchange = await respond((_environ, startResponse) => {
        try {
          startResponse(status, headers);
        } catch (error) {
          startResponse(503, [], error);
        }
        return "caught";
      });
      expect([exchange.status, exchange.text]).toEqual([503, "caught"]);
    },
  );

  test("[S48] a second call without an error throws, and the first stays in effect", async () => {
    let thrown: unknown;
    const exchange = await respond((_environ, startResponse) => {
      startResponse(200, [["x", "first"]]);
      try {
        startResponse(404, [["x", "second"]]);
      } catch (error) {
        thrown = error;
      }
      return "body";
    });
    expect(thrown).toEqual(coded("TSGI_START_TWICE"));
    expect([exchange.status, exchange.header("x")]).toEqual([200, "first"]);
  });

  test.each([null, undefined])("[S48] %j is not an error", (none) => {
    const { startResponse } = new FakeExchange();
    startResponse(200, []);
    expect(() => startResponse(500, [], none)).toThrow(coded("TSGI_START_TWICE"));
  });

  test("[S48] a second call without an error throws also when the first itself threw", () => {
    const { startResponse } = new FakeExchange();
    expect(() => startResponse(99, [])).toThrow(coded("TSGI_STATUS_INVALID"));
    expect(() => startResponse(200, [])).toThrow(coded("TSGI_START_TWICE"));
    expect(() => startResponse(200, [])).toThrow(coded("TSGI_START_TWICE"));
  });

  test("an error may come with the first call", async () => {
    const exchange = await respond((_environ, startResponse) => {
      startResponse(500, [], new Error("at once"));
      return "sorry";
    });
    expect([exchange.status, exchange.text]).toEqual([500, "sorry"]);
  });

  test.each([new Error("real"), "text", 0, false, ""])(
    "[S46] with an error, here %j, it replaces the whole head while nothing is sent",
    async (error) => {
      const exchange = await respond((_environ, startResponse) => {
        startResponse(200, [
          ["content-length", "100"],
          ["x-old", "1"],
        ]);
        startResponse(500, [["x-new", "1"]], error);
        return "sorry";
      });
      expect(exchange.status).toBe(500);
      expect(exchange.transport.sent!.fields).toEqual(["x-new", "1", "content-length", "5"]);
    },
  );

  test("[S44][S46] empty chunks do not send the head, so a body can still replace it", async () => {
    const exchange = await respond(function* (_environ, startResponse) {
      startResponse(200, [["x", "old"]]);
      yield "";
      yield new Uint8Array(0);
      startResponse(500, [["x", "new"]], new Error("late"));
      yield "sorry";
    });
    expect([exchange.status, exchange.header("x"), exchange.text]).toEqual([500, "new", "sorry"]);
    expect(exchange.events).toEqual(["head", "write", "end"]);
  });

  test("[S47] with an error it throws that same error once the head is sent", async () => {
    const error = new Error("too late");
    let thrown: unknown;
    const exchange = await respond(async function* (_environ, startResponse) {
      startResponse(200, []);
      yield "sent";
      try {
        startResponse(500, [], error);
      } catch (caught) {
        thrown = caught;
      }
    });
    expect(thrown).toBe(error);
    expect([exchange.status, exchange.text, exchange.events.at(-1)]).toEqual([200, "sent", "end"]);
  });

  test("[S47] left uncaught, the error breaks the connection and is logged once", async () => {
    const exchange = await respond(function* (_environ, startResponse) {
      startResponse(200, []);
      yield "sent";
      startResponse(500, [], new Error("too late"));
    });
    expect(exchange.events).toEqual(["head", "write", "abort"]);
    expect(exchange.logged.filter((line) => line.includes("too late"))).toHaveLength(1);
  });

  test("[S47] after the client disconnected it throws the error too", () => {
    const exchange = new FakeExchange();
    const error = new Error("mine");
    exchange.startResponse(200, []);
    exchange.disconnected();
    expect(() => exchange.startResponse(500, [], error)).toThrow(error);
  });

  test("a replacement that is refused leaves the head unchanged", async () => {
    const exchange = await respond((_environ, startResponse) => {
      startResponse(200, [["x", "old"]]);
      expect(() => startResponse(500, [["a b", ""]], new Error("e"))).toThrow(
        coded("TSGI_HEADER_NAME_INVALID"),
      );
      return "still";
    });
    expect([exchange.status, exchange.header("x")]).toEqual([200, "old"]);
  });

  test("[S59] it may come with the first step of the body", async () => {
    const body = new HandBody();
    const exchange = new FakeExchange();
    exchange.runs(() => body).run(undefined as never);
    expect(body.pulled).toBe(1);
    exchange.startResponse(201, []);
    body.give("late");
    await turn();
    body.finish();
    await exchange.transport.done;
    expect([exchange.status, exchange.text]).toEqual([201, "late"]);
  });

  test("[S61] if it is never called, the answer is 500 and the log says why", async () => {
    for (const body of [null, "x", ["x"], [], ["x", "y"], new Set(["x"])]) {
      const exchange = await respond(() => body);
      expect(exchange.status).toBe(500);
      expect(exchange.text).toBe("Internal Server Error");
      expect(exchange.logged.join("")).toContain("TSGI_NOT_STARTED");
      expect(exchange.logged).toHaveLength(1);
    }
  });

  test("each exchange has its own", () => {
    const [first, second] = [new FakeExchange(), new FakeExchange()];
    first.startResponse(200, []);
    expect(() => second.startResponse(200, [])).not.toThrow();
  });
});
