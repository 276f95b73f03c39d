import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN, pattern, sameBytes, utf8 } from "../_texts.ts";
import type { Case } from "../case.ts";

/** The request body. */
export const inputCases: readonly Case[] = [
  {
    id: "input-empty",
    title: "a request without a body has an input that ends at once, whichever way it is read",
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
    title: "reading a body twice is an error that says so",
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
    title: "whole reads stop at their limit, 1 MiB unless said otherwise; exactly the limit is allowed",
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
    id: "input-limit-chunked",
    title: "the limit holds for a body of unknown length",
    proves: ["U20", "S63"],
    needs: ["chunkedUpload"],
    async app(environ, startResponse) {
      const seen = await environ.input.bytes({ limit: 5 }).then(
        (bytes) => String(bytes.length),
        (error: unknown) => nameOf(error),
      );
      startResponse(200, PLAIN);
      return seen;
    },
    async check(t) {
      for (const [text, expected] of [
        ["12345", "5"],
        ["123456", "TSGI_INPUT_TOO_LARGE"],
      ] as const) {
        const call = await t.start("/", { upload: true });
        await call.write(text);
        await call.end();
        t.equal((await call.rest()).text, expected);
      }
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
  {
    id: "input-chunked",
    title: "a chunked body arrives plain, without a length",
    proves: ["S63"],
    needs: ["chunkedUpload"],
    async app(environ, startResponse) {
      const text = await environ.input.text();
      startResponse(200, PLAIN);
      return `${environ.contentLength} ${text}`;
    },
    async check(t) {
      const call = await t.start("/", { upload: true });
      for (const part of ["one ", "two ", "three"]) await call.write(part);
      await call.end();
      t.equal((await call.rest()).text, "undefined one two three");
    },
  },
  {
    id: "input-chunk-forms",
    title: "chunk extensions and trailers of an upload are no part of its body",
    proves: ["S63"],
    needs: ["chunkedUpload", "rawSocket"],
    async app(environ, startResponse) {
      const text = await environ.input.text();
      startResponse(200, PLAIN);
      return text;
    },
    async check(t) {
      const head = `${t.head("POST", "/")}Transfer-Encoding: chunked\r\n\r\n`;
      const answer = await t.raw(`${head}3;a=b\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-Trailer: forged\r\n\r\n`);
      t.equal(answer.text, "abc0123456789");
    },
  },
  {
    id: "input-live",
    title: "the application sees the first bytes of an upload before the client sends more",
    proves: ["S29", "S56"],
    needs: ["requestStreaming", "concurrency"],
    async app(environ, startResponse) {
      let text = "";
      for await (const chunk of environ.input) {
        text += new TextDecoder().decode(chunk);
        record(environ, "chunk", text);
      }
      startResponse(200, PLAIN);
      return text;
    },
    async check(t) {
      const call = await t.start("/", { upload: true, headers: [["content-length", "11"]] });
      await call.write("first ");
      await t.eventually(async () => t.deepEqual(await t.recorded("chunk"), ["first "]));
      await call.write("later");
      await call.end();
      t.equal((await call.rest()).text, "first later");
    },
  },
  {
    id: "input-echo",
    title: "the input can be the body: each piece comes back before the next is sent",
    proves: ["S56", "S57"],
    needs: ["requestStreaming", "streaming"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return environ.input;
    },
    async check(t) {
      const call = await t.start("/", { upload: true });
      let sent = "";
      for (const part of ["ping ", "pong ", "over"]) {
        await call.write(utf8(part));
        t.equal(await call.until((sent += part)), sent);
      }
      await call.end();
      t.equal((await call.rest()).text, sent);
    },
  },
  ...(["bytes", "iterate", "stream"] as const).flatMap((way): Case[] => [
    truncated(way, "length"),
    truncated(way, "chunked"),
  ]),
  {
    id: "input-early-answer",
    title: "an answer given before an upload of 50 MB was read reaches the client, which may send all of it",
    proves: ["U20", "S66"],
    needs: ["bigUpload"],
    app(_environ, startResponse) {
      startResponse(413, PLAIN);
      return "too large";
    },
    async check(t) {
      const answer = await t.request("/", { body: new Uint8Array(50_000_000) });
      t.deepEqual([answer.status, answer.text, answer.complete], [413, "too large", true]);
    },
  },
  {
    id: "input-unread-paused",
    title: "an upload waits for an application that does not read it yet",
    proves: ["S55"],
    needs: ["requestStreaming", "concurrency", "rawSocket"],
    async app(environ, startResponse) {
      await gate(environ, "read");
      let size = 0;
      for await (const chunk of environ.input) size += chunk.length;
      startResponse(200, PLAIN);
      return String(size);
    },
    async check(t) {
      const size = 64 * 1024 * 1024;
      const wire = await t.connect();
      let isSent = false;
      await wire.send(`${t.head("POST", "/")}Content-Length: ${size}\r\n\r\n`);
      void wire.send(new Uint8Array(size)).then(() => (isSent = true));
      // While the server reads, each of these round trips lets it read more.
      for (let i = 0; i < 50; i++) t.equal((await t.journal()).calls, 1);
      t.equal(isSent, false, "the server took 64 MiB that nobody read");
      await t.release("read");
      t.equal((await wire.answer()).text, String(size));
    },
  },
];

function truncated(way: "bytes" | "iterate" | "stream", framing: "length" | "chunked"): Case {
  return {
    id: `input-truncated-${way}-${framing}`,
    title: `an upload that breaks off rejects (${way}, ${framing}), and the server goes on`,
    proves: ["S30", "S66"],
    needs: ["truncatedUpload", ...(framing === "chunked" ? (["chunkedUpload"] as const) : [])],
    async app(environ, startResponse) {
      if (environ.pathInfo === "/alive") {
        startResponse(200, PLAIN);
        return "alive";
      }
      record(environ, "begun");
      try {
        if (way === "bytes") await environ.input.bytes();
        else if (way === "iterate")
          for await (const chunk of environ.input) record(environ, "chunk", chunk.length);
        else for (const reader = environ.input.stream().getReader(); !(await reader.read()).done;);
        record(environ, "outcome", "ended");
      } catch (error) {
        record(environ, "outcome", nameOf(error));
      }
      startResponse(200, PLAIN);
      return null;
    },
    async check(t) {
      const headers = framing === "length" ? ([["content-length", "1000"]] as const) : [];
      const call = await t.start("/", { upload: true, headers });
      await call.write("only this");
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("outcome"), ["TSGI_INPUT_TRUNCATED"]));
      t.equal((await t.request("/alive")).text, "alive");
    },
  };
}
