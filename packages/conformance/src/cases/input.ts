import { nameOf, record } from "../_journal.ts";
import { PLAIN, pattern, sameBytes } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for the request body. */
export const inputCases: readonly Case[] = [
  {
    id: "input-empty",
    title: "a request without a body has an input that ends at once, however it is read",
    proves: ["S21", "P34"],
    async app(environ, startResponse) {
      const { input } = environ;
      const ways: Record<string, () => Promise<number>> = {
        bytes: async () => (await input.bytes()).length,
        text: async () => (await input.text()).length,
        async iterate() {
          let size = 0;
          for await (const chunk of input) size += chunk.length;
          return size;
        },
        async stream() {
          const { done } = await input.stream().getReader().read();
          return done ? 0 : 1;
        },
      };
      startResponse(200, PLAIN);
      return String(await ways[environ.pathInfo.slice(1)]!());
    },
    async check(t) {
      for (const way of ["bytes", "text", "iterate", "stream"])
        t.equal((await t.request(`/${way}`)).text, "0", way);
      t.equal((await t.request("/bytes", { method: "POST", body: "" })).text, "0");
    },
  },
  {
    id: "input-whole",
    title: "a body is read as bytes, text or JSON",
    proves: ["S31", "S71", "P3", "P33"],
    async app(environ, startResponse) {
      const { input, pathInfo } = environ;
      startResponse(200, PLAIN);
      if (pathInfo === "/text") return JSON.stringify(await input.text());
      if (pathInfo === "/json") return JSON.stringify(await input.json());
      const bytes = await input.bytes();
      return JSON.stringify([bytes instanceof Uint8Array, ...bytes]);
    },
    async check(t) {
      t.equal(
        (await t.request("/bytes", { body: Uint8Array.of(0, 13, 10, 255) })).text,
        "[true,0,13,10,255]",
      );
      t.equal((await t.request("/text", { body: "a=1&b=\u3042" })).text, '"a=1&b=\u3042"');
      for (const json of ['{"a":1}', "{}", "5", '""', "[]", "null"]) {
        t.equal((await t.request("/json", { body: json })).text, json);
      }
    },
  },
  {
    id: "input-chunks",
    title: "a body of 96,000 bytes is read in a loop, and as a stream, unchanged",
    proves: ["S29", "S57", "S71", "P4"],
    async app(environ, startResponse) {
      const { input, pathInfo } = environ;
      const chunks: Uint8Array[] = [];
      if (pathInfo === "/iterate") {
        for await (const chunk of input) chunks.push(chunk);
      } else {
        const reader = input.stream().getReader();
        for (let step = await reader.read(); !step.done; step = await reader.read()) chunks.push(step.value);
      }
      record(
        environ,
        "bytes",
        chunks.every((chunk) => chunk instanceof Uint8Array),
      );
      startResponse(200, PLAIN);
      return chunks;
    },
    async check(t) {
      const body = pattern(96_000);
      for (const way of ["iterate", "stream"]) {
        t.ok(sameBytes((await t.request(`/${way}`, { body })).body, body), way);
      }
      t.deepEqual(await t.recorded("bytes"), [true, true]);
    },
  },
  {
    id: "input-past-end",
    title: "an iterator at the end stays at the end",
    proves: ["S30", "S32"],
    async app(environ, startResponse) {
      const iterator = environ.input[Symbol.asyncIterator]();
      while (!(await iterator.next()).done);
      const after = [await iterator.next(), await iterator.next()];
      startResponse(200, PLAIN);
      return JSON.stringify(after.map(({ done, value }) => [done, value === undefined]));
    },
    async check(t) {
      const expected = "[[true,true],[true,true]]";
      t.equal((await t.request("/", { body: "abc" })).text, expected);
      t.equal((await t.request("/")).text, expected);
    },
  },
  {
    id: "input-twice",
    title: "reading a body twice throws a specific error",
    proves: ["N12"],
    async app(environ, startResponse) {
      const first = await environ.input.text();
      const seen: string[] = [];
      for (const read of [() => environ.input.bytes(), async () => environ.input[Symbol.asyncIterator]()]) {
        await read().then(
          () => seen.push("read"),
          (error: unknown) => seen.push(nameOf(error)),
        );
      }
      startResponse(200, PLAIN);
      return JSON.stringify([first, ...seen]);
    },
    async check(t) {
      const { text } = await t.request("/", { body: "once" });
      t.equal(text, '["once","TSGI_INPUT_USED","TSGI_INPUT_USED"]');
    },
  },
  {
    id: "input-limit",
    title: "whole reads stop at their limit, by default 1 MiB; exactly the limit is allowed",
    proves: ["U20"],
    async app(environ, startResponse) {
      const given = environ.header("x-limit");
      const limit = given === undefined ? undefined : Number(given);
      const seen = await environ.input.bytes({ limit }).then(
        (bytes) => String(bytes.length),
        (error: unknown) => nameOf(error),
      );
      startResponse(200, PLAIN);
      return seen;
    },
    async check(t) {
      const read = async (
        size: number,
        headers: readonly (readonly [string, string])[] = [],
      ): Promise<string> => (await t.request("/", { headers, body: new Uint8Array(size) })).text;
      t.equal(await read(100, [["x-limit", "100"]]), "100");
      t.equal(await read(101, [["x-limit", "100"]]), "TSGI_INPUT_TOO_LARGE");
      t.equal(await read(1_048_576), "1048576");
      t.equal(await read(1_048_577), "TSGI_INPUT_TOO_LARGE");
      t.equal(await read(1_048_577, [["x-limit", "Infinity"]]), "1048577");
    },
  },
  {
    id: "input-errors",
    title: "the input's own errors carry their status to the client: 413 and 400",
    proves: ["S66", "U20"],
    needs: ["bareErrors"],
    async app(environ, startResponse) {
      const seen =
        environ.pathInfo === "/json" ? await environ.input.json() : await environ.input.text({ limit: 3 });
      startResponse(200, PLAIN);
      return String(seen);
    },
    async check(t) {
      t.equal((await t.request("/limit", { body: "1234" })).status, 413);
      const answer = await t.request("/json", { body: '{"secret' });
      t.equal(answer.status, 400);
      t.ok(!answer.text.includes("secret"));
    },
  },
];
