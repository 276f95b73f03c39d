import { compose, type Application } from "@tsgi/core";
import { TEXT, clientOf } from "@tsgi/harness/linted";
import { bodyLimit } from "@tsgi/middleware/body-limit";
import { errorPage } from "@tsgi/middleware/error-page";
import { describe, expect, test } from "vitest";

/** Reads the body in one of its ways. */
const reading: Readonly<Record<string, Application>> = Object.fromEntries(
  Object.entries({
    bytes: async ({ input }) => (await input.bytes({ limit: Infinity })).length,
    text: async ({ input }) => (await input.text({ limit: Infinity })).length,
    chunks: async ({ input }) => {
      let size = 0;
      for await (const chunk of input) size += chunk.length;
      return size;
    },
    stream: async ({ input }) => (await new Response(input.stream()).arrayBuffer()).byteLength,
  } satisfies Record<string, (environ: Parameters<Application>[0]) => Promise<number>>).map(([way, read]) => [
    way,
    async (environ, startResponse) => {
      const size = await read(environ);
      startResponse(200, TEXT);
      return String(size);
    },
  ]),
);

async function* chunked(size: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += 10) yield new Uint8Array(Math.min(10, size - sent));
}

describe("bodyLimit", () => {
  test.each(Object.entries(reading))("limits a body without a length, read by %s", async (_, app) => {
    await using client = clientOf(compose(errorPage(), bodyLimit({ limit: 50 })), app);
    const enough = await client.post("/", { body: chunked(50) });
    expect([enough.status, await enough.text()]).toEqual([200, "50"]);
    expect((await client.post("/", { body: chunked(51) })).status).toBe(413);
  });

  test("answers a declared length above the limit before the application runs", async () => {
    let called = 0;
    await using client = clientOf(bodyLimit({ limit: 3 }), (environ, startResponse) => {
      called++;
      startResponse(204, []);
      void environ;
      return null;
    });
    const response = await client.post("/", { body: "abcd" });
    expect([response.status, await response.text(), called]).toEqual([413, "The limit is 3 bytes.\n", 0]);
    expect((await client.post("/", { body: "abc" })).status).toBe(204);
  });

  test("limits each request separately", async () => {
    const limited = bodyLimit({ limit: ({ pathInfo }) => (pathInfo === "/upload" ? 100 : 10) });
    await using client = clientOf(compose(errorPage(), limited), reading["chunks"]!);
    expect((await client.post("/upload", { body: chunked(100) })).status).toBe(200);
    expect((await client.post("/", { body: chunked(100) })).status).toBe(413);
  });

  test("stops reading an endless upload at the limit", async () => {
    let sent = 0;
    const endless = (async function* () {
      for (;;) {
        sent += 1000;
        yield new Uint8Array(1000);
      }
    })();
    await using client = clientOf(compose(errorPage(), bodyLimit({ limit: 5000 })), reading["chunks"]!);
    expect((await client.post("/", { body: endless })).status).toBe(413);
    expect(sent).toBeLessThan(20_000);
  });

  test("checks its options at once", () => {
    expect(() => bodyLimit({ limit: "1mb" as never })).toThrow(
      'bodyLimit: limit is "1mb", must be an integer of 0 or more, or a function',
    );
  });
});
