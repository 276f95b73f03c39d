import { nameOf, record } from "../_journal.ts";
import { PLAIN } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for early hints and trailers. */
export const capabilityCases: readonly Case[] = [
  {
    id: "hints",
    title: "early hints arrive before the response, each one that was sent, with its own fields",
    proves: ["N16", "U27"],
    needs: ["earlyHints"],
    app(environ, startResponse) {
      environ.earlyHints!([
        ["link", "</a.css>; rel=preload"],
        ["link", "</b.js>; rel=preload"],
      ]);
      environ.earlyHints!([["link", "</c.css>; rel=preload"]]);
      startResponse(200, [["content-type", "text/plain"]]);
      return "hinted";
    },
    async check(t) {
      const { status, text, interim, headers } = await t.request("/");
      t.deepEqual([status, text], [200, "hinted"]);
      t.deepEqual(
        interim.map((each) => each.status),
        [103, 103],
      );
      const links = interim.map((each) => each.headers.filter(([name]) => name.toLowerCase() === "link"));
      t.match(
        links[0]!.map(([, value]) => value).join(", "),
        /^<\/a\.css>; rel=preload, <\/b\.js>; rel=preload$/,
      );
      t.deepEqual(
        links[1]!.map(([, value]) => value),
        ["</c.css>; rel=preload"],
      );
      t.ok(!headers.some(([name]) => name.toLowerCase() === "link"));
    },
  },
  {
    id: "hints-refused",
    title: "early hints follow the rules of a head",
    proves: ["N16"],
    needs: ["earlyHints"],
    faulty: true,
    app(environ, startResponse) {
      const seen = [
        ["x-a", "a\r\nb: c"],
        ["a b", "c"],
        ["connection", "close"],
      ].map((pair) => {
        try {
          environ.earlyHints!([pair as [string, string]]);
          return "sent";
        } catch (error) {
          return nameOf(error);
        }
      });
      startResponse(200, PLAIN);
      return JSON.stringify(seen);
    },
    async check(t) {
      const { text, interim } = await t.request("/");
      const codes = ["TSGI_HEADER_VALUE_INVALID", "TSGI_HEADER_NAME_INVALID", "TSGI_HEADER_HOP_BY_HOP"];
      t.deepEqual([JSON.parse(text), interim], [codes, []]);
    },
  },
  {
    id: "hints-http10",
    title: "an HTTP/1.0 client gets no early hints",
    proves: ["N16", "S53"],
    needs: ["earlyHints", "rawSocket", "http10"],
    app(environ, startResponse) {
      environ.earlyHints!([["link", "</a.css>; rel=preload"]]);
      startResponse(200, PLAIN);
      return "plain";
    },
    async check(t) {
      const { text, interim } = await t.raw(`${t.head("GET", "/", { version: "1.0" })}\r\n`);
      t.deepEqual([text, interim], ["plain", []]);
    },
  },
  {
    id: "trailers",
    title: "trailers follow the body, computed when it has ended",
    proves: ["U28"],
    needs: ["trailers"],
    async *app(environ, startResponse) {
      let size = 0;
      environ.trailers!(["x-size", "x-done"], async () => [
        ["x-size", String(size)],
        ["x-done", "yes"],
      ]);
      startResponse(200, PLAIN);
      for (const part of ["one", "two"]) {
        size += part.length;
        yield part;
      }
    },
    async check(t) {
      const { text, complete, trailers } = await t.request("/");
      t.deepEqual([text, complete], ["onetwo", true]);
      t.deepEqual(
        trailers.map(([name, value]) => [name.toLowerCase(), value]),
        [
          ["x-size", "6"],
          ["x-done", "yes"],
        ],
      );
    },
  },
  {
    id: "trailers-whole",
    title: "a whole body may have trailers; HEAD and 204 have none",
    proves: ["U28", "N01", "N02"],
    needs: ["trailers"],
    app(environ, startResponse) {
      environ.trailers!(["x-end"], () => [["x-end", "1"]]);
      startResponse(environ.pathInfo === "/204" ? 204 : 200, PLAIN);
      return "whole";
    },
    async check(t) {
      const { text, complete, trailers } = await t.request("/");
      t.deepEqual([text, complete, trailers.length], ["whole", true, 1]);
      t.deepEqual((await t.request("/", { method: "HEAD" })).trailers, []);
      const none = await t.request("/204");
      t.deepEqual([none.status, none.body.length, none.trailers], [204, 0, []]);
    },
  },
  {
    id: "trailers-length",
    title: "a streamed body with a declared length may have trailers",
    proves: ["U28"],
    needs: ["trailers"],
    app(environ, startResponse) {
      environ.trailers!(["x-end"], () => [["x-end", "1"]]);
      startResponse(200, [...PLAIN, ["content-length", "6"]]);
      return ["one", "two"].values();
    },
    async check(t) {
      const { text, complete, trailers } = await t.request("/");
      t.deepEqual([text, complete, trailers.length], ["onetwo", true, 1]);
    },
  },
  {
    id: "trailers-fail",
    title: "trailers that fail cut the response off",
    proves: ["U28", "S66"],
    needs: ["trailers", "brokenBody"],
    faulty: true,
    async *app(environ, startResponse) {
      if (environ.pathInfo === "/alive") {
        startResponse(200, PLAIN);
        yield "alive";
        return;
      }
      environ.trailers!(["x-end"], () => {
        record(environ, "asked");
        if (environ.pathInfo === "/bad") return [["x-end", "a\r\nb: c"]];
        throw new Error("no trailers");
      });
      startResponse(200, PLAIN);
      yield "body";
    },
    async check(t) {
      for (const path of ["/throws", "/bad"]) {
        const answer = await t.request(path).catch(() => undefined);
        t.ok(answer === undefined || !answer.complete, path);
      }
      t.deepEqual(await t.recorded("asked"), [null, null]);
      t.equal((await t.request("/alive")).text, "alive");
    },
  },
];
