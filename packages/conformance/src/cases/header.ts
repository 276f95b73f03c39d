import type { Case } from "../case.ts";

/** Cases for response headers. */
export const headerCases: readonly Case[] = [
  {
    id: "head-length-case",
    title: "a Content-Length in any case is not sent twice",
    proves: ["S40", "N03"],
    needs: ["contentLength"],
    app(_environ, startResponse) {
      startResponse(200, [["CONTENT-LENGTH", "4"]]);
      return "four";
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual([answer.all("content-length"), answer.text], [["4"], "four"]);
    },
  },
  {
    id: "head-repeated",
    title: "a repeated header is sent as many times, in order",
    proves: ["P22", "U5"],
    needs: ["repeatedFields"],
    app(_environ, startResponse) {
      startResponse(200, [
        ["Set-Cookie", "a=1; Path=/"],
        ["X-Many", "1"],
        ["set-cookie", "b=2"],
        ["x-many", "2"],
      ]);
      return null;
    },
    async check(t) {
      const answer = await t.request("/");
      t.deepEqual(answer.all("set-cookie"), ["a=1; Path=/", "b=2"]);
      t.deepEqual(answer.all("x-many"), ["1", "2"]);
    },
  },
  {
    id: "head-cookies",
    title: "two cookies are set by two fields, never joined into one",
    proves: ["P22", "U4", "U5"],
    app(_environ, startResponse) {
      startResponse(200, [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]);
      return null;
    },
    async check(t) {
      t.deepEqual((await t.request("/")).all("set-cookie"), ["a=1", "b=2"]);
    },
  },
  {
    id: "head-latin1",
    title: "each character of a header value is one byte, together with a UTF-8 body",
    proves: ["S70"],
    needs: ["latin1Fields"],
    async app(environ, startResponse) {
      startResponse(200, [["x-bytes", "caf\xe9 \xff\x80"]]);
      if (environ.pathInfo === "/string") return "caf\xe9";
      if (environ.pathInfo === "/stream") {
        return (async function* () {
          yield "caf\xe9";
        })();
      }
      return null;
    },
    async check(t) {
      for (const [path, text] of [
        ["/string", "caf\xe9"],
        ["/stream", "caf\xe9"],
        ["/none", ""],
      ] as const) {
        const answer = await t.request(path);
        t.deepEqual([answer.header("x-bytes"), answer.text], ["caf\xe9 \xff\x80", text], path);
      }
    },
  },
  {
    id: "head-plain",
    title: "the server adds only what the connection needs",
    proves: ["S39", "S64", "S65"],
    needs: ["plainFields"],
    app(_environ, startResponse) {
      startResponse(200, [["X-Own", "1"]]);
      return "plain";
    },
    async check(t) {
      const answer = await t.request("/", {
        headers: [
          ["if-none-match", "*"],
          ["range", "bytes=0-1"],
          ["accept-encoding", "gzip"],
        ],
      });
      const own = new Set([
        "x-own",
        "date",
        "connection",
        "keep-alive",
        "content-length",
        "transfer-encoding",
        "server",
      ]);
      t.deepEqual(
        answer.headers.map(([name]) => name.toLowerCase()).filter((name) => !own.has(name)),
        [],
      );
      t.deepEqual([answer.status, answer.text, answer.all("x-own")], [200, "plain", ["1"]]);
    },
  },
  {
    id: "head-date",
    title: "responses have one Date, the application's own if it sets one",
    proves: ["S39"],
    needs: ["ownDate"],
    app(environ, startResponse) {
      startResponse(200, environ.pathInfo === "/own" ? [["date", "Sun, 06 Nov 1994 08:49:37 GMT"]] : []);
      return null;
    },
    async check(t) {
      const [date, ...more] = (await t.request("/")).all("date");
      t.equal(more.length, 0);
      t.ok(Math.abs(Date.now() - Date.parse(date!)) < 60_000);
      t.deepEqual((await t.request("/own")).all("date"), ["Sun, 06 Nov 1994 08:49:37 GMT"]);
    },
  },
];
