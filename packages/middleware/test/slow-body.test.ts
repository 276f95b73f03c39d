import { connect } from "node:net";
import { compose, type Application, type Environ } from "@tsgi/core";
import { BaseInput } from "@tsgi/core/server";
import { TEXT } from "@tsgi/harness/linted";
import { bodyLimit, type BodyLimitOptions } from "@tsgi/middleware/body-limit";
import { errorPage } from "@tsgi/middleware/error-page";
import { recommended } from "@tsgi/middleware/recommended";
import { serve } from "@tsgi/node";
import { createEnviron } from "@tsgi/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

/** Ways to read a body. */
const ways: Readonly<Record<string, (environ: Environ) => Promise<number>>> = {
  bytes: async ({ input }) => (await input.bytes({ limit: 5_000_000 })).length,
  chunks: async ({ input }) => {
    let size = 0;
    for await (const chunk of input) size += chunk.length;
    return size;
  },
  stream: async ({ input }) => (await new Response(input.stream()).arrayBuffer()).byteLength,
};

/** Takes ten minutes for each chunk. */
const slowly = async ({ input }: Environ): Promise<number> => {
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  }
  return size;
};

const reading =
  (read: (environ: Environ) => Promise<number>): Application =>
  async (environ, startResponse) => {
    const size = await read(environ);
    startResponse(200, TEXT);
    return String(size);
  };

/** Sends a text and then nothing more. Returns the first line of the response. */
function sendAndStop(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on("data", (data) => {
      resolve(data.toString().split("\r\n", 1)[0]!);
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed without an answer")));
  });
}

describe("by the clock", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  /** A client that sends so many bytes at a time after so many milliseconds, until it stops for good. */
  class ClientInput extends BaseInput {
    closed = 0;
    readonly #size: number;
    readonly #every: number;
    #left: number;

    constructor(size: number, every: number, times: number) {
      super();
      this.#size = size;
      this.#every = every;
      this.#left = times;
    }

    protected override async collect(): Promise<Uint8Array> {
      return (await this.chunks().next()).value!;
    }

    protected override chunks(): AsyncIterator<Uint8Array> {
      return {
        next: async () => {
          if (this.#left-- === 0) return { done: true, value: undefined };
          await new Promise((resolve) => setTimeout(resolve, this.#every));
          return { done: false, value: new Uint8Array(this.#size) };
        },
        return: async () => {
          this.closed++;
          return { done: true, value: undefined };
        },
      };
    }
  }

  /** Returns the outcome of reading after so many seconds, undefined if it goes on. */
  async function after(
    seconds: number,
    input: ClientInput,
    options: BodyLimitOptions = {},
    read = ways["chunks"]!,
    length = 4_000_000,
  ): Promise<unknown> {
    let outcome: unknown;
    const app: Application = (environ) => {
      read(environ).then(
        (size) => (outcome = size),
        (error: { status: number }) => (outcome = error.status),
      );
      return null;
    };
    const headers = { "content-length": String(length) };
    const environ = createEnviron({ method: "POST", headers }).derive({ input });
    void bodyLimit({ limit: 5_000_000, ...options })(app)(environ, () => {});
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return outcome;
  }

  const once = (): ClientInput => new ClientInput(1_000_000, 0, 1);

  test.each(Object.entries(ways))(
    "a client that sends nothing for 30 seconds is cut off, read by %s",
    async (_, read) => {
      const client = new ClientInput(1, 60_000, 2);
      expect(await after(29.9, client, {}, read)).toBeUndefined();
      expect(await after(30.1, new ClientInput(1, 60_000, 2), {}, read)).toBe(408);
      expect(await after(1, once(), {}, read)).toBe(1_000_000);
    },
  );

  test("closes the body once, and lets a small one come by the shortest way", async () => {
    const client = new ClientInput(1, 60_000, 2);
    expect(await after(31, client)).toBe(408);
    expect(client.closed).toBe(1);
    expect(await after(31, new ClientInput(1, 60_000, 2), {}, ways["bytes"], 100)).toBe(408);
    expect(await after(1, new ClientInput(100, 10, 1), {}, ways["bytes"], 100)).toBe(100);
  });

  test("a client that drips is cut off when the time for its start is over", async () => {
    const drip = (): ClientInput => new ClientInput(10, 1000, 10_000); // 10 bytes a second, never idle
    expect(await after(30, drip())).toBeUndefined();
    expect(await after(32, drip())).toBe(408);
    expect(await after(10_001, drip(), { minRate: 0 })).toBe(100_000);
    expect(await after(1001, new ClientInput(600, 1000, 1000))).toBe(600_000); // slow, and fast enough
  });

  test("the application's own time is not counted", async () => {
    expect(await after(6001, new ClientInput(10, 10, 10), {}, slowly)).toBe(100);
  });

  test("waits without a limit if both are 0", async () => {
    const off = { idleTimeout: 0, minRate: 0 };
    expect(await after(99_999, new ClientInput(1, 50_000_000, 2), off)).toBeUndefined();
    expect(await after(100_001, new ClientInput(1, 50_000_000, 2), off)).toBe(2);
  });
});

describe("on Node", () => {
  const limited = bodyLimit({ idleTimeout: 100, limit: 5_000_000 });
  test.each(
    Object.entries(ways).flatMap(([way, read]) => [
      [way, "a bare server", limited, read] as const,
      [way, "errorPage()", compose(errorPage(), limited), read] as const,
      [
        way,
        "recommended()",
        recommended({ accessLog: false, bodyLimit: { idleTimeout: 100 } }),
        read,
      ] as const,
    ]),
  )("a body that stops is answered 408, read by %s, by %s", async (_way, _by, middleware, read) => {
    await using server = await serve(middleware(reading(read)), { port: 0 });
    const head = "POST / HTTP/1.1\r\nhost: localhost\r\n";
    for (const text of [
      `${head}content-length: 5000\r\n\r\nabc`,
      `${head}content-length: 5\r\n\r\nabc`,
      `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`,
    ]) {
      expect([text, await sendAndStop(server.url, text)]).toEqual([text, "HTTP/1.1 408 Request Timeout"]);
    }
  });

  test("a client that sends on is heard out", async () => {
    for (const read of Object.values(ways)) {
      await using server = await serve(bodyLimit()(reading(read)), { port: 0 });
      const whole = await fetch(server.url, { method: "POST", body: "x".repeat(200_000) });
      expect([whole.status, await whole.text()]).toEqual([200, "200000"]);
    }
  });
});

test("checks its options at once", () => {
  expect(() => bodyLimit({ idleTimeout: -1 })).toThrow("bodyLimit: idleTimeout is -1");
  expect(() => bodyLimit({ minRate: "1k" as never })).toThrow('bodyLimit: minRate is "1k"');
});
