import type { Body } from "@tsgi/core";
import { PLAIN, everyByte, pattern, sameBytes, utf8 } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Whole bodies by path, with their length in bytes. */
const whole: Readonly<Record<string, readonly [body: Body, size: number]>> = {
  null: [null, 0],
  "empty-string": ["", 0],
  "empty-bytes": [new Uint8Array(0), 0],
  "empty-array": [[], 0],
  string: ["caf\xe9 \u3042 \u{1f328}", 14],
  bytes: [everyByte, 256],
  "one-string": [["caf\xe9"], 5],
  "one-chunk": [[everyByte], 256],
};

/** Cases for the bytes of a body. */
export const bodyCases: readonly Case[] = [
  {
    id: "body-whole",
    title: "a whole body has its Content-Length, in bytes",
    proves: ["S52", "S45", "S54", "N03", "P7"],
    needs: ["contentLength"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return whole[environ.pathInfo.slice(1)]![0];
    },
    async check(t) {
      for (const [name, [, size]] of Object.entries(whole)) {
        const answer = await t.request(`/${name}`);
        t.deepEqual(answer.all("content-length"), [String(size)], name);
        t.equal(answer.header("transfer-encoding"), undefined, name);
        t.deepEqual([answer.body.length, answer.complete], [size, true], name);
      }
    },
  },
  {
    id: "body-bytes",
    title: "every byte arrives unchanged, from every kind of body",
    proves: ["S57", "P7", "P8", "P31"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const bytes = bodies[environ.pathInfo.slice(1)]!;
      return bytes(pattern(14_750));
    },
    async check(t) {
      for (const kind of Object.keys(bodies)) {
        const answer = await t.request(`/${kind}`);
        t.ok(answer.complete, kind);
        t.ok(sameBytes(answer.body, pattern(14_750)), kind);
      }
    },
  },
  {
    id: "body-text",
    title: "strings are sent as UTF-8, whole or in chunks; line ends are not translated",
    proves: ["S57", "P30", "P31"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const text = "a\nb\r\nc\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\n\r\n\u3042\u{1f328}";
      return environ.pathInfo === "/whole" ? text : [text, "", utf8(text)];
    },
    async check(t) {
      const text = "a\nb\r\nc\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\n\r\n\u3042\u{1f328}";
      t.equal((await t.request("/whole")).text, text);
      t.equal((await t.request("/chunks")).text, text + text);
    },
  },
  {
    id: "body-lone-surrogate",
    title: "a lone surrogate becomes U+FFFD, and the length is still correct",
    proves: ["S52", "S57"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return "a\ud800b";
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.text, answer.complete, answer.body.length], ["a\ufffdb", true, 5]);
    },
  },
  {
    id: "body-empty-chunks",
    title: "empty chunks send nothing, and do not end the body",
    proves: ["S44", "S53"],
    *app(_environ, startResponse) {
      startResponse(200, PLAIN);
      yield "";
      yield "a";
      yield "";
      yield new Uint8Array(0);
      yield "b";
      yield "";
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.text, answer.complete], ["ab", true]);
    },
  },
  {
    id: "body-empty-stream",
    title: "a stream without a chunk is an empty body",
    proves: ["S44", "S45"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return environ.pathInfo === "/sync" ? (function* () {})() : (async function* () {})();
    },
    async check(t) {
      for (const path of ["/sync", "/async"]) {
        const answer = await t.request(path);
        t.deepEqual([answer.status, answer.text, answer.complete], [200, "", true], path);
      }
    },
  },
  {
    id: "body-declared",
    title: "a stream with a declared length is sent with that length, not in chunks",
    proves: ["S50", "S53", "N03"],
    needs: ["contentLength"],
    *app(_environ, startResponse) {
      startResponse(200, [["content-length", "6"]]);
      yield "abc";
      yield "def";
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.all("content-length"), answer.text], [["6"], "abcdef"]);
      t.equal(answer.header("transfer-encoding"), undefined);
    },
  },
  {
    id: "body-strange",
    title: "only the iterator of a body is read",
    proves: ["S60"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return new Touchy();
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.status, answer.text], [200, "untouched"]);
    },
  },
  {
    id: "body-views",
    title: "a view of a larger buffer sends only the bytes of the view",
    proves: ["S57", "S71"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      const view = utf8("-view-").subarray(1, 5);
      return environ.pathInfo === "/whole" ? view : [view, view];
    },
    async check(t) {
      t.equal((await t.request("/whole")).text, "view");
      t.equal((await t.request("/chunks")).text, "viewview");
    },
  },
];

/** The same bytes from every kind of body. */
const bodies: Readonly<Record<string, (bytes: Uint8Array) => Body>> = {
  whole: (bytes) => bytes,
  array: (bytes) => [bytes.subarray(0, 100), bytes.subarray(100)],
  *generator(bytes: Uint8Array) {
    for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
  },
  async *asyncGenerator(bytes: Uint8Array) {
    for (let i = 0; i < bytes.length; i += 1000) yield bytes.subarray(i, i + 1000);
  },
  iterable: (bytes) => new Set([bytes]),
  stream: (bytes) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 5000));
        controller.enqueue(bytes.slice(5000));
        controller.close();
      },
    }),
};

/** Throws if a property is read that no protocol names. */
class Touchy implements Iterable<string> {
  *[Symbol.iterator](): Generator<string> {
    yield "un";
    yield "touched";
  }
  get length(): never {
    throw new Error("length was read");
  }
  get name(): never {
    throw new Error("name was read");
  }
  get close(): never {
    throw new Error("close was read");
  }
  get pipe(): never {
    throw new Error("pipe was read");
  }
  get toString(): never {
    throw new Error("toString was read");
  }
  get toJSON(): never {
    throw new Error("toJSON was read");
  }
}
