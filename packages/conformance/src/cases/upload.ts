import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN, utf8 } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for request bodies in transit. */
export const uploadCases: readonly Case[] = [
  {
    id: "input-limit-chunked",
    title: "the limit applies to a body of unknown length",
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
    id: "input-chunked",
    title: "a chunked body arrives decoded, without a length",
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
    title: "chunk extensions and trailers of an upload are not part of its body",
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
    title: "the input can be the response body: each piece returns before the next is sent",
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
    truncated(way, "chunked", true),
  ]),
  {
    id: "input-early-answer",
    title: "a response sent before an upload of 50 MB was read reaches the client, which may send all of it",
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
      // If the server reads, it can read more during each of these round trips.
      for (let i = 0; i < 50; i++) t.equal((await t.journal()).calls, 1);
      t.equal(isSent, false, "the server accepted 64 MiB that the application did not read");
      await t.release("read");
      t.equal((await wire.answer()).text, String(size));
    },
  },
];

/** @param isReset true if the client cancels only this request, and keeps the connection if it can */
function truncated(
  way: "bytes" | "iterate" | "stream",
  framing: "length" | "chunked",
  isReset: boolean = false,
): Case {
  const [id, says] = isReset ? ["reset", "is cancelled"] : ["truncated", "is aborted"];
  return {
    id: `input-${id}-${way}-${framing}`,
    title: `an upload that ${says} rejects (${way}, ${framing}), and the server keeps running`,
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
      if (isReset) call.reset();
      else call.leave();
      await t.eventually(async () => t.deepEqual(await t.recorded("outcome"), ["TSGI_INPUT_TRUNCATED"]));
      t.equal((await t.request("/alive")).text, "alive");
    },
  };
}
