import { describe, expect, test } from "vitest";
import { withWriter, type Write } from "../src/with-writer.ts";
import { CountingBody, AsyncCountingBody, deferred } from "./_bodies.ts";
import { respond, run, turn } from "./_exchange.ts";

const coded = (code: string): unknown => expect.objectContaining({ code });

describe("withWriter", () => {
  test("sends what is written, in order, as it is written", async () => {
    const gate = deferred<void>();
    const exchange = run(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, [["x", "1"]]);
        await write("a");
        await gate.promise;
        await write(Uint8Array.of(98));
        await write("");
        await write("c");
      }),
    );
    await turn();
    expect([exchange.text, exchange.header("x")]).toEqual(["a", "1"]);
    gate.resolve();
    await exchange.transport.done;
    expect([exchange.text, exchange.events.at(-1)]).toEqual(["abc", "end"]);
    expect(exchange.logged).toEqual([]);
  });

  test("[S42] calls startResponse in the stack of the server's call", () => {
    let started = false;
    const app = withWriter((_environ, startResponse) => {
      startResponse(200, []);
      started = true;
    });
    app(undefined as never, () => {});
    expect(started).toBe(true);
  });

  test("[W1] write before startResponse throws", async () => {
    let thrown: unknown;
    const exchange = await respond(
      withWriter((_environ, startResponse, write) => {
        try {
          void write("early");
        } catch (error) {
          thrown = error;
        }
        startResponse(200, []);
        return "body";
      }),
    );
    expect(thrown).toEqual(coded("TSGI_WRITE_EARLY"));
    expect(exchange.text).toBe("body");
  });

  test("[W1] write after a startResponse that threw throws", async () => {
    const exchange = await respond(
      withWriter((_environ, startResponse, write) => {
        expect(() => startResponse(99, [])).toThrow(coded("TSGI_STATUS_INVALID"));
        void write("early");
      }),
    );
    expect(exchange.logged.join("")).toContain("TSGI_WRITE_EARLY");
  });

  test.each([
    ["nothing", undefined, ""],
    ["null", null, ""],
    ["a string", "end", "end"],
    ["bytes", Uint8Array.of(101), "e"],
    ["an array", ["e", "f"], "ef"],
    ["an iterable", new Set(["e", "f"]), "ef"],
    ["an async iterable", new AsyncCountingBody(["e", "f"]), "ef"],
    ["a ReadableStream", new Blob(["ef"]).stream(), "ef"],
  ])("[W2] written chunks come before what is returned, here %s", async (_kind, rest, text) => {
    const exchange = await respond(
      withWriter((_environ, startResponse, write) => {
        startResponse(200, []);
        void write("a");
        void write("b");
        return rest;
      }),
    );
    expect([exchange.text, exchange.logged]).toEqual([`ab${text}`, []]);
  });

  test("[W3][S55] write resolves when the chunk was accepted, not before", async () => {
    const log: string[] = [];
    const exchange = run(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, []);
        for (const chunk of ["a", "b", "c"]) {
          await write(chunk);
          log.push(chunk);
        }
      }),
      { room: 1 },
    );
    await turn();
    expect([exchange.text, log]).toEqual(["a", []]);
    exchange.transport.drain(1);
    await turn();
    expect([exchange.text, log]).toEqual(["ab", ["a"]]);
    exchange.transport.drain();
    await exchange.transport.done;
    expect([exchange.text, log]).toEqual(["abc", ["a", "b", "c"]]);
  });

  test("[W4][A25] write after the end throws", async () => {
    let write!: Write;
    const exchange = await respond(
      withWriter((_environ, startResponse, given) => {
        startResponse(200, []);
        write = given;
        return "body";
      }),
    );
    expect(() => write("late")).toThrow(coded("TSGI_WRITE_LATE"));
    expect(exchange.text).toBe("body");
  });

  test("[W4][A25] write while the returned body goes out throws", async () => {
    let thrown: unknown;
    const exchange = await respond(
      withWriter((_environ, startResponse, write) => {
        startResponse(200, []);
        return (function* () {
          yield "a";
          try {
            void write("in between");
          } catch (error) {
            thrown = error;
          }
          yield "b";
        })();
      }),
    );
    expect([exchange.text, thrown]).toEqual(["ab", coded("TSGI_WRITE_LATE")]);
  });

  test("[S58][W4] the client disconnects during a write: the writer learns of it, and nothing is logged", async () => {
    const reasons: unknown[] = [];
    const exchange = run(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, []);
        const queued = [write("a"), write("b"), write("c")];
        for (const written of queued) await written.catch((error: unknown) => reasons.push(error));
        await write("d");
      }),
      { room: 1 },
    );
    await turn();
    exchange.disconnected();
    await turn();
    expect(reasons).toEqual([1, 2, 3].map(() => coded("TSGI_WRITE_LATE")));
    expect([exchange.text, exchange.logged]).toEqual(["a", []]);
  });

  test("[S66] the client disconnects and nothing awaits the writes: no rejection goes unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const exchange = run(
      withWriter((_environ, startResponse, write) => {
        startResponse(200, []);
        void write("a");
        void write("b");
      }),
      { room: 1 },
    );
    await turn();
    exchange.disconnected();
    await turn();
    process.off("unhandledRejection", note);
    expect([exchange.text, exchange.logged, unhandled]).toEqual(["a", [], []]);
  });

  test("[S58] the client disconnects while it works: a body it returns later is closed unread", async () => {
    const gate = deferred<void>();
    const rest = new CountingBody(["x"]);
    const exchange = run(
      withWriter(async (_environ, startResponse) => {
        startResponse(200, []);
        await gate.promise;
        return rest;
      }),
    );
    await turn();
    exchange.disconnected();
    gate.resolve();
    await turn();
    expect([exchange.events, rest.pulled, rest.closed]).toEqual([[], 0, 1]);
  });

  test("[S58] the client disconnects while the returned body goes out: it is closed once", async () => {
    const rest = new CountingBody(["a", "b"]);
    const exchange = run(
      withWriter((_environ, startResponse) => {
        startResponse(200, []);
        return rest;
      }),
      { room: 1 },
    );
    await turn();
    exchange.disconnected();
    await turn();
    expect([exchange.text, rest.pulled, rest.closed]).toEqual(["a", 1, 1]);
  });

  test("[S66] the client disconnects and then the code fails: logged once", async () => {
    const gate = deferred<void>();
    const exchange = run(
      withWriter(async (_environ, startResponse) => {
        startResponse(200, []);
        await gate.promise;
      }),
    );
    await turn();
    exchange.disconnected();
    gate.reject(new Error("in the code"));
    await turn();
    expect(exchange.logged).toHaveLength(1);
    expect(exchange.logged[0]).toContain("in the code");
  });

  test("[N02] for HEAD the writer learns that nothing reads", async () => {
    const exchange = await respond(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, [["content-length", "1"]]);
        await write("a");
      }),
      { method: "HEAD" },
    );
    expect([exchange.events, exchange.text, exchange.logged]).toEqual([["whole"], "", []]);
  });

  test("[S66] an error before the first write is a 500, after it breaks the connection", async () => {
    const early = await respond(
      withWriter(() => {
        throw new Error("early");
      }),
    );
    expect([early.status, early.events, early.logged.length]).toEqual([500, ["whole"], 1]);
    const late = await respond(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, []);
        await write("a");
        throw new Error("late");
      }),
    );
    expect([late.text, late.events.at(-1), late.logged.length]).toEqual(["a", "abort", 1]);
  });

  test("[S66] what was written before an error is still sent", async () => {
    const exchange = await respond(
      withWriter((_environ, startResponse, write) => {
        startResponse(200, []);
        void write("a");
        void write("b");
        throw new Error("after");
      }),
    );
    expect([exchange.text, exchange.events.at(-1)]).toEqual(["ab", "abort"]);
  });

  test("[A03] a value that is not a body is an error", async () => {
    const exchange = await respond(
      withWriter((_environ, startResponse) => {
        startResponse(200, []);
        return 5 as never;
      }),
    );
    expect(exchange.logged.join("")).toContain("TSGI_BODY_INVALID");
  });

  test("[S50] a writer that exceeds the declared length gets an error", async () => {
    let reason: unknown;
    const exchange = await respond(
      withWriter(async (_environ, startResponse, write) => {
        startResponse(200, [["content-length", "1"]]);
        await write("a");
        await write("b").catch((error: unknown) => (reason = error));
      }),
    );
    expect([exchange.text, exchange.events.at(-1), reason]).toEqual(["a", "end", coded("TSGI_WRITE_LATE")]);
  });
});
