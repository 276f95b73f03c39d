import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Heads and bodies, each sent after request line, Host and the suite's own fields. */
const forms: readonly (readonly [id: string, title: string, proves: readonly string[], rest: string])[] = [
  [
    "cl-te",
    "Content-Length together with Transfer-Encoding",
    ["N10"],
    "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "te-cl",
    "Transfer-Encoding together with Content-Length",
    ["N10"],
    "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
  ],
  ["two-lengths", "two lengths that differ", ["N09"], "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"],
  ["same-lengths", "two lengths that agree", ["N09"], "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"],
  ["listed-lengths", "a list of lengths", ["N09"], "Content-Length: 0, 0\r\n\r\n"],
  ["length-sign", "a length with a sign", ["N09"], "Content-Length: +0\r\n\r\n"],
  ["length-hex", "a length in hex", ["N09"], "Content-Length: 0x0\r\n\r\n"],
  ["length-negative", "a negative length", ["N09"], "Content-Length: -1\r\n\r\n"],
  ["length-empty", "an empty length", ["N09"], "Content-Length: \r\n\r\n"],
  [
    "te-unknown",
    "a last coding that is not chunked",
    ["N10"],
    "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
  ],
  ["te-twice", "chunked twice", ["N10"], "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"],
  [
    "te-name",
    "a coding that only begins with chunked",
    ["N10"],
    "Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n",
  ],
  [
    "chunk-size",
    "a chunk size that is not a number",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
  ],
  [
    "chunk-sign",
    "a chunk size with a sign",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n",
  ],
  [
    "chunk-prefix",
    "a chunk size with 0x",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
  ],
  [
    "chunk-huge",
    "an enormous chunk size",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na\r\n0\r\n\r\n",
  ],
  [
    "chunk-end",
    "a chunk that is longer than its size",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
  ],
  [
    "chunk-bare-lf",
    "a chunk size that ends with a bare LF",
    ["S63"],
    "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
  ],
  ["fold", "a folded header", ["N10"], "X-Folded: a\r\n Content-Length: 5\r\n\r\n"],
  ["bare-lf", "a header that ends with a bare LF", ["N10"], "X-Bare: a\nContent-Length: 5\r\n\r\n"],
  ["bare-cr", "a bare CR in a header", ["N10"], "X-Bare: a\rContent-Length: 5\r\n\r\n"],
  ["nul", "a NUL in a header", ["N10"], "X-Nul: a\0b\r\n\r\n"],
  ["space-before-colon", "a space before the colon", ["N10"], "Content-Length : 0\r\n\r\n"],
  ["space-before-name", "a space before the first name", ["N10"], " X-Space: 1\r\n\r\n"],
  ["no-colon", "a line without a colon", ["N10"], "X-No-Colon\r\n\r\n"],
  ["no-name", "a header without a name", ["N10"], ": value\r\n\r\n"],
  ["two-hosts", "a second Host", ["N09"], "Host: other.example\r\n\r\n"],
  [
    "two-types",
    "a second Content-Type",
    ["N09"],
    "Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 0\r\n\r\n",
  ],
];

/** RFC 9110, 7.2: host and optional port; it is empty if the client has no authority to name. */
const hosts: readonly (readonly [id: string, host: string, status: number])[] = [
  ["empty", "", 200],
  ["port", "host.example:8080", 200],
  ["ipv6", "[::1]:80", 200],
  ["space", "a b", 400],
  ["slash", "a/b", 400],
  ["user", "user@host.example", 400],
  ["port-name", "host.example:port", 400],
  ["bracket", "[::1", 400],
];

/** Cases for requests that two parties could interpret differently. */
export const smugglingCases: readonly Case[] = [
  ...forms.map(([id, title, proves, rest]): Case => ({
    id: `ambiguous-${id}`,
    title: `refused, and its connection ended: ${title}`,
    proves,
    needs: ["rawSocket"],
    app: (environ, startResponse) => {
      startResponse(200, PLAIN);
      return environ.input.text().then((text) => `${environ.pathInfo} ${text}`);
    },
    async check(t) {
      const wire = await t.connect();
      // The following bytes are part of the body or are ignored, but never a request.
      await wire.send(`${t.head("POST", "/")}${rest}${t.head("GET", "/smuggled")}\r\n`);
      await wire.closed();
      t.ok(wire.received.split("HTTP/1.").length <= 2, wire.received);
      // Refused with or without a response; if its head was read before, its body fails.
      if (wire.received !== "") t.match(wire.received, /^HTTP\/1\.1 4\d\d /);
      t.ok(!wire.received.includes("/smuggled"), wire.received);
    },
  })),
  ...hosts.map(([id, host, status]): Case => ({
    id: `host-${id}`,
    title: `a Host of ${JSON.stringify(host)} is answered with ${status}`,
    proves: ["N05"],
    needs: ["rawSocket"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return String(environ.header("host"));
    },
    async check(t) {
      const answer = await t.raw(`${t.head("GET", "/", { host })}\r\n`);
      t.equal(answer.status, status);
      t.equal((await t.journal()).calls, status === 200 ? 1 : 0);
    },
  })),
  {
    id: "host-missing",
    title: "HTTP/1.1 without a Host is refused",
    proves: ["N05"],
    needs: ["rawSocket"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return null;
    },
    async check(t) {
      t.equal((await t.raw(`${t.head("GET", "/", { host: null })}\r\n`)).status, 400);
      t.equal((await t.journal()).calls, 0);
    },
  },
  {
    id: "huge-head",
    title: "an oversized head is refused with 431, without calling the application",
    proves: ["N05"],
    needs: ["rawSocket"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return null;
    },
    async check(t) {
      const answer = await t.raw(`${t.head("GET", "/")}X-Huge: ${"x".repeat(200_000)}\r\n\r\n`);
      t.equal(answer.status, 431);
      t.equal((await t.journal()).calls, 0);
    },
  },
  {
    id: "bad-version",
    title: "bytes that are not HTTP are refused, and the server keeps running",
    proves: ["S11"],
    needs: ["rawSocket"],
    app(_environ, startResponse) {
      startResponse(200, PLAIN);
      return "alive";
    },
    async check(t) {
      for (const bytes of [
        "\x16\x03\x01\x02\0",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
      ]) {
        const wire = await t.connect();
        await wire.send(bytes);
        wire.finish();
        await wire.closed();
        t.ok(wire.received === "" || /^HTTP\/1\.1 [45]\d\d /.test(wire.received), wire.received);
      }
      t.equal((await t.request("/")).text, "alive");
    },
  },
];
