import { describe, expect, test } from "vitest";
import { bufferBody, HostBody, mapBody, type OpenBody } from "../src/index.ts";
import { answer, deferred } from "./_bodies.ts";
import { environOf, FakeExchange, respond, run, turn } from "./_exchange.ts";

/** A fake of a host's body: opened and closed are counted. */
class FakeBody extends HostBody {
  opened = 0;
  closed = 0;
  readonly #chunks: readonly (Uint8Array | Error)[];
  readonly #gate: Promise<unknown>;

  constructor(
    chunks: readonly (string | Error)[] = ["abc", "de"],
    gate: Promise<unknown> = Promise.resolve(),
  ) {
    super();
    this.#chunks = chunks.map((chunk) => (chunk instanceof Error ? chunk : new TextEncoder().encode(chunk)));
    this.#gate = gate;
  }

  override async open(): Promise<OpenBody> {
    await this.#gate;
    this.opened++;
    let length = 0;
    for (const chunk of this.#chunks) length += chunk instanceof Error ? 1 : chunk.length;
    const steps = this.#chunks.values();
    return {
      length,
      chunks: {
        next: async () => {
          const { done, value } = steps.next();
          if (value instanceof Error) throw value;
          return done ? { done, value: undefined } : { done: false, value };
        },
        return: async () => {
          this.closed++;
          return { done: true, value: undefined };
        },
      },
    };
  }
}

describe("a host's body", () => {
  test("[F02][F06] is opened by the server alone, which tells its length", async () => {
    const body = new FakeBody();
    expect(body.opened).toBe(0);
    const exchange = await respond(answer(body));
    expect([exchange.text, exchange.header("content-length")]).toEqual(["abcde", "5"]);
    expect([body.opened, body.closed]).toEqual([1, 1]);
  });

  test("[F03][N02] for HEAD tells its length, sends none of it, and is closed", async () => {
    const body = new FakeBody();
    const exchange = await respond(answer(body), { method: "HEAD" });
    expect([exchange.events, exchange.header("content-length")]).toEqual([["whole"], "5"]);
    expect([body.opened, body.closed]).toEqual([1, 1]);
  });

  test("[F03][S58] for HEAD is closed even if the host fails to send the head", async () => {
    const body = new FakeBody();
    const exchange = new FakeExchange({ method: "HEAD" });
    exchange.transport.failing.whole = new Error("broken");
    exchange.runs(answer(body)).run(environOf(exchange));
    await exchange.transport.done;
    expect([exchange.events, body.closed]).toEqual([["whole", "abort"], 1]);
  });

  test("[F02][N01] is not even opened for a status without a body", async () => {
    const body = new FakeBody();
    const exchange = await respond(answer(body, [], 304));
    expect([exchange.status, exchange.events, body.opened]).toEqual([304, ["whole"], 0]);
  });

  test("of no bytes is an empty answer, and closed", async () => {
    const body = new FakeBody([]);
    const exchange = await respond(answer(body));
    expect([exchange.events, exchange.header("content-length"), body.closed]).toEqual([["whole"], "0", 1]);
  });

  test("[F05][S50] keeps to a smaller length that was declared", async () => {
    const body = new FakeBody();
    const exchange = await respond(answer(body, [["content-length", "4"]]));
    expect([exchange.text, exchange.events.at(-1), body.closed]).toEqual(["abcd", "end", 1]);
  });

  test("[S51][F03] that is shorter than declared breaks the connection, and is closed", async () => {
    const body = new FakeBody();
    const exchange = await respond(answer(body, [["content-length", "6"]]));
    expect([exchange.events.at(-1), body.closed]).toEqual(["abort", 1]);
  });

  test("[F03] that fails on the way breaks the connection, and is closed", async () => {
    const body = new FakeBody(["abc", new Error("disk")]);
    const exchange = await respond(answer(body));
    expect([exchange.text, exchange.events.at(-1), body.closed]).toEqual(["abc", "abort", 1]);
    expect(exchange.logged).toHaveLength(1);
  });

  test("that cannot be opened is a 500", async () => {
    for (const open of [
      () => Promise.reject<OpenBody>(new Error("no such file")),
      () => {
        throw new Error("no such file");
      },
    ]) {
      const body = new FakeBody();
      body.open = open;
      const exchange = await respond(answer(body));
      expect([exchange.status, exchange.text]).toEqual([500, "Internal Server Error"]);
      expect(exchange.logged).toHaveLength(1);
    }
  });

  test("[F03][S58] is closed when the client disconnects while it is being opened", async () => {
    const gate = deferred<void>();
    const body = new FakeBody(undefined, gate.promise);
    const exchange = run(answer(body));
    expect(exchange.transport.isListenedTo).toBe(true);
    exchange.disconnected();
    gate.resolve();
    await turn();
    expect([body.opened, body.closed, exchange.events]).toEqual([1, 1, []]);
  });

  test("[F03][S58] is closed when the client disconnects while it is being sent", async () => {
    const body = new FakeBody();
    const exchange = run(answer(body), { room: 1 });
    await turn();
    expect(exchange.text).toBe("abc");
    exchange.disconnected();
    await turn();
    expect([exchange.text, body.closed]).toEqual(["abc", 1]);
  });

  test("[F02] is not opened when the client has disconnected before", async () => {
    const body = new FakeBody();
    const exchange = new FakeExchange();
    exchange.transport.isDisconnected = true;
    exchange.runs(answer(body)).run(environOf(exchange));
    await turn();
    expect(body.opened).toBe(0);
  });

  test("[S61] without startResponse is a 500, and closed", async () => {
    const body = new FakeBody();
    const exchange = await respond(() => body);
    expect([exchange.status, body.opened, body.closed]).toEqual([500, 1, 1]);
  });

  test("[F07] wrapped by a middleware is iterated like any other, and closed once", async () => {
    const body = new FakeBody();
    const upper = mapBody(body, {
      chunk: (chunk) => new TextDecoder().decode(chunk as Uint8Array).toUpperCase(),
    });
    const exchange = await respond(answer(upper));
    expect([exchange.text, exchange.header("content-length")]).toEqual(["ABCDE", undefined]);
    expect([body.opened, body.closed]).toEqual([1, 1]);
  });

  test("[F03][F07] is closed by its reader at the end, on an error, and when the reader stops", async () => {
    const read = new FakeBody();
    expect(await bufferBody(read)).toEqual(new TextEncoder().encode("abcde"));
    const failing = new FakeBody(["a", new Error("disk")]);
    await expect(bufferBody(failing)).rejects.toThrow("disk");
    const stopped = new FakeBody();
    expect(await firstOf(stopped)).toEqual(new TextEncoder().encode("abc"));
    expect([read.closed, failing.closed, stopped.closed]).toEqual([1, 1, 1]);
  });
});

async function firstOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  for await (const chunk of body) return chunk;
  return undefined;
}
