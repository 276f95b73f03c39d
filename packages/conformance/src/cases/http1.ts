import { gate, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases that are specific to HTTP/1: versions, connections, Expect. */
export const http1Cases: readonly Case[] = [
  {
    id: "http10",
    title: "an HTTP/1.0 client gets a response without chunks, and its connection ends",
    proves: ["S11", "S53", "P15"],
    needs: ["rawSocket", "http10"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return environ.pathInfo === "/whole" ? environ.protocol : [environ.protocol, "!"].values();
    },
    async check(t) {
      for (const [path, text, framing] of [
        ["/whole", "HTTP/1.0", /^length$/],
        // A host that collects a stream knows its length.
        ["/stream", "HTTP/1.0!", /^(?:close|length)$/],
      ] as const) {
        const wire = await t.connect();
        await wire.send(`${t.head("GET", path, { version: "1.0" })}\r\n`);
        const answer = await wire.answer();
        t.deepEqual([answer.text, answer.header("transfer-encoding")], [text, undefined]);
        t.ok(framing.test(answer.framing), answer.framing);
        t.equal((await wire.closed()).length, 0);
      }
    },
  },
  {
    id: "http10-no-host",
    title: "an HTTP/1.0 client needs no Host: the server's own name replaces it",
    proves: ["S10", "S72", "P11"],
    needs: ["rawSocket", "http10"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return `${String(environ.header("host"))} ${environ.serverName !== ""} ${environ.serverPort > 0}`;
    },
    async check(t) {
      const answer = await t.raw(`${t.head("GET", "/", { version: "1.0", host: null })}\r\n`);
      t.equal(answer.text, "undefined true true");
    },
  },
  {
    id: "keep-alive",
    title: "a connection serves one request after another, whether or not their bodies were read",
    proves: ["S03", "S30", "U20"],
    needs: ["rawSocket", "keepAlive"],
    async app(environ, startResponse) {
      startResponse(200, PLAIN);
      if (environ.pathInfo === "/read") return environ.input.text();
      if (environ.pathInfo === "/part") {
        for await (const chunk of environ.input) if (chunk.length > 0) break;
      }
      return environ.pathInfo;
    },
    async check(t) {
      const wire = await t.connect();
      const body = "x".repeat(200_000);
      for (const path of ["/read", "/unread", "/read", "/part", "/read"]) {
        const answer = await t.request(path, { on: wire, body });
        t.equal(answer.text, path === "/read" ? body : path, path);
      }
    },
  },
  {
    id: "connection-close",
    title: "the connection ends if the client asks for that",
    proves: ["S39"],
    needs: ["rawSocket"],
    app(environ, startResponse) {
      startResponse(200, PLAIN);
      return environ.pathInfo === "/whole" ? "last" : ["la", "st"].values();
    },
    async check(t) {
      for (const path of ["/whole", "/stream"]) {
        const wire = await t.connect();
        const answer = await t.request(path, { on: wire, headers: [["connection", "close"]] });
        t.deepEqual([answer.text, answer.complete], ["last", true]);
        t.equal((await wire.closed()).length, 0);
      }
    },
  },
  {
    id: "pipelined",
    title: "pipelined requests are answered in order, and none reads the bytes of another",
    proves: ["S30", "U25"],
    needs: ["rawSocket", "pipelining"],
    async app(environ, startResponse) {
      const text = await environ.input.text();
      startResponse(200, PLAIN);
      return `${environ.pathInfo} ${text}`;
    },
    async check(t) {
      const wire = await t.connect();
      const post = `${t.head("POST", "/one")}Content-Length: 5\r\n\r\nfirst`;
      const chunked = `${t.head("POST", "/two")}Transfer-Encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n`;
      await wire.send(`${post}${chunked}${t.head("GET", "/three")}\r\n`);
      for (const expected of ["/one first", "/two second", "/three "])
        t.equal((await wire.answer()).text, expected);
    },
  },
  {
    id: "expect-read",
    title: "a client that waits for `100 Continue` gets it when the body is read",
    proves: ["S62"],
    needs: ["rawSocket", "expectContinue"],
    async app(environ, startResponse) {
      const text = await environ.input.text();
      startResponse(200, PLAIN);
      return text;
    },
    async check(t) {
      const wire = await t.connect();
      const call = await t.start("/", {
        on: wire,
        upload: true,
        headers: [
          ["expect", "100-continue"],
          ["content-length", "4"],
        ],
      });
      await t.eventually(async () => t.equal((await t.journal()).calls, 1));
      const answer = call.rest();
      await t.eventually(() => t.match(wire.received, /^HTTP\/1\.1 100 [^\r]*\r\n\r\n/));
      await call.write("body");
      const { text, interim } = await answer;
      t.deepEqual([text, interim.map(({ status }) => status)], ["body", [100]]);
    },
  },
  {
    id: "expect-unread",
    title: "`100 Continue` is not sent if the application responds without reading",
    proves: ["S62", "U20"],
    needs: ["rawSocket", "expectReuse"],
    app(_environ, startResponse) {
      startResponse(417, PLAIN);
      return "not wanted";
    },
    async check(t) {
      const wire = await t.connect();
      await wire.send(`${t.head("POST", "/")}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`);
      const answer = await wire.answer();
      t.deepEqual([answer.status, answer.text, answer.interim], [417, "not wanted", []]);
      // The body may follow or not: the connection either announces its end, or accepts both.
      if (answer.header("connection")?.toLowerCase() === "close") t.equal((await wire.closed()).length, 0);
      else t.equal((await t.request("/", { on: wire })).status, 417);
    },
  },
  {
    id: "expect-http10",
    title: "an HTTP/1.0 client never gets 100",
    proves: ["S62"],
    needs: ["rawSocket", "http10"],
    async app(environ, startResponse) {
      const text = await environ.input.text();
      startResponse(200, PLAIN);
      return text;
    },
    async check(t) {
      const head = `${t.head("POST", "/", { version: "1.0" })}Expect: 100-continue\r\nContent-Length: 4\r\n\r\n`;
      const answer = await t.raw(`${head}body`);
      t.deepEqual([answer.text, answer.interim], ["body", []]);
    },
  },
  {
    id: "half-closed",
    title: "a client that has ended its side still gets a response",
    proves: ["U18", "U19"],
    needs: ["rawSocket", "concurrency", "halfClose"],
    async app(environ, startResponse) {
      record(environ, "begun");
      await gate(environ, "answer");
      startResponse(200, PLAIN);
      return "answered";
    },
    async check(t) {
      const wire = await t.connect();
      await wire.send(`${t.head("GET", "/")}Connection: close\r\n\r\n`);
      wire.finish();
      await t.eventually(async () => t.deepEqual(await t.recorded("begun"), [null]));
      await t.release("answer");
      t.equal((await wire.answer()).text, "answered");
    },
  },
];
