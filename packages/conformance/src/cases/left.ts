import type { Environ } from "@tsgi/core";
import { gate, nameOf, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Capability } from "../capabilities.ts";
import type { Case } from "../case.ts";

/** More than the buffers between client and application can hold. */
const MUCH = 24_000_000;
/** Number of bytes sent before the body fails: more than a client's buffers accept unread. */
const SENT = 400_000;

/** Cases for unfinished messages: uploads that are read in part, responses that fail while much of them is in transit. */
export const leftCases: readonly Case[] = [
  ...(["answer", "throw"] as const).map(leftUpload),
  ...(["chunked", "length"] as const).map(failedLate),
  {
    id: "fail-late-upload",
    title: "data sent before a response failed arrives, even while the client still sends its request",
    proves: ["S51", "S67", "U20"],
    needs: ["streaming", "brokenBody", "concurrency", "requestStreaming", "bigUpload"],
    faulty: true,
    async *app(environ, startResponse) {
      startResponse(200, PLAIN);
      yield "sent";
      await gate(environ, "fail");
      throw new Error("of no client's business");
    },
    async check(t) {
      const headers = [["content-length", String(MUCH)]] as const;
      const call = await t.start("/", { upload: true, headers });
      await call.write("begun");
      await call.until("sent");
      await t.release("fail");
      await call.write(new Uint8Array(MUCH - 5));
      const { text, complete } = await call.rest();
      t.deepEqual([text, complete], ["sent", false]);
    },
  },
  {
    id: "input-whole-after-leaving",
    title: "a body that was received in full can be read after its client has disconnected",
    proves: ["S30", "U18"],
    needs: ["disconnect", "concurrency", "truncatedUpload"],
    async app(environ, startResponse) {
      environ.signal.addEventListener("abort", () => record(environ, "aborted"));
      record(environ, "begun");
      await gate(environ, environ.pathInfo);
      record(environ, "outcome", await outcomeOf(environ));
      startResponse(200, PLAIN);
      return null;
    },
    async check(t) {
      for (const path of ["/text", "/iterate"]) {
        const before = (await t.recorded("aborted")).length;
        const call = await t.start(path, { upload: true, headers: [["content-length", "10"]] });
        await call.write("whole body");
        await call.end();
        await t.eventually(async () => t.equal((await t.recorded("begun")).length, before + 1));
        call.leave();
        await t.eventually(async () => t.equal((await t.recorded("aborted")).length, before + 1));
        await t.release(path);
        await t.eventually(async () => t.equal((await t.recorded("outcome"))[before], "whole body", path));
      }
    },
  },
];

async function outcomeOf(environ: Environ): Promise<string | null> {
  try {
    if (environ.pathInfo === "/text") return await environ.input.text();
    let text = "";
    for await (const chunk of environ.input) text += new TextDecoder().decode(chunk);
    return text;
  } catch (error) {
    return nameOf(error);
  }
}

function leftUpload(way: "answer" | "throw"): Case {
  return {
    id: `input-left-${way}`,
    title: `a client that first sends its whole upload gets its response if the application reads a part (${way})`,
    proves: ["U20", "S66"],
    needs: way === "throw" ? ["bigUpload", "chunkedUpload"] : ["bigUpload"],
    async app(environ, startResponse) {
      if (environ.pathInfo === "/alive") {
        startResponse(200, PLAIN);
        return "alive";
      }
      // Neither cancelled nor released.
      const { done } = await environ.input.stream().getReader().read();
      if (way === "throw") throw new Error("of no client's business");
      startResponse(200, PLAIN);
      return `read ${!done}`;
    },
    async check(t) {
      const headers = way === "throw" ? [] : ([["content-length", String(MUCH)]] as const);
      const call = await t.start("/", { upload: true, headers });
      const piece = new Uint8Array(MUCH / 8);
      for (let i = 0; i < 8; i++) await call.write(piece);
      await call.end();
      const { status, text, complete } = await call.rest();
      t.deepEqual([status, complete], [way === "throw" ? 500 : 200, true]);
      if (way === "answer") t.equal(text, "read true");
      t.equal((await t.request("/alive")).text, "alive");
    },
  };
}

function failedLate(framing: "chunked" | "length"): Case {
  const needs: Capability[] = ["streaming", "brokenBody", "concurrency"];
  return {
    id: `fail-late-sent-${framing}`,
    title: `data sent before a response failed arrives, even at a slow client (${framing}), without a clean end`,
    proves: ["S51", "S67", "U24"],
    needs,
    faulty: true,
    async *app(environ, startResponse) {
      startResponse(200, framing === "length" ? [["content-length", String(2 * SENT)]] : PLAIN);
      record(environ, "begun");
      for (let i = 0; i < 8; i++) yield new Uint8Array(SENT / 8).fill(0x61);
      record(environ, "sent");
      await gate(environ, "fail");
      throw new Error("of no client's business");
    },
    async check(t) {
      const call = await t.start("/");
      await call.until("a".repeat(SENT / 8));
      await t.release("fail");
      await t.eventually(async () => t.deepEqual(await t.recorded("sent"), [null]), 1_000).catch(() => {});
      // During each of these round trips the server could have closed the connection.
      for (let i = 0; i < 20; i++) await t.journal();
      const { body, complete } = await call.rest();
      t.deepEqual([body.length, complete], [SENT, false]);
    },
  };
}
