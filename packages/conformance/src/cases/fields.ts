import type { Body, Environ, StartResponse } from "@tsgi/core";
import { PLAIN } from "../_texts.ts";
import type { Answer, Case, CaseClient, Fields } from "../case.ts";

/** Cases for the request's header fields in environ. */
export const fieldCases: readonly Case[] = [
  {
    id: "fields-lookup",
    title: "a header is found in any case, a missing one is undefined, and none is invented",
    proves: ["S09", "S12", "S16", "P9", "P35"],
    app: showFields,
    async check(t) {
      const plain = await show(t, [
        ["Foo", "Bar"],
        ["x-show", "foo,FOO,fOo,absent,authorization"],
      ]);
      t.deepEqual(plain["headers"], ["Bar", "Bar", "Bar", null, null]);
      t.deepEqual([plain["contentType"], plain["contentLength"]], ["undefined", "undefined"]);
      const authorized = await show(t, [
        ["Authorization", "Basic Zm9v"],
        ["x-show", "authorization"],
      ]);
      t.deepEqual(authorized["headers"], ["Basic Zm9v"]);
    },
  },
  {
    id: "fields-entity",
    title: "content type and length are those of the request, the length as a number",
    proves: ["S09", "P3"],
    app: showFields,
    async check(t) {
      const type = "application/x-www-form-urlencoded";
      const answer = await t.request("/", { headers: [["content-type", type]], body: "name=tsgi&a=%2" });
      const seen = JSON.parse(answer.text) as Record<string, unknown>;
      t.deepEqual([seen["contentType"], seen["contentLength"]], [type, "14"]);
    },
  },
  {
    id: "fields-empty",
    title: "an empty header is the empty string",
    proves: ["S12"],
    needs: ["emptyFields"],
    app: showFields,
    async check(t) {
      const { headers } = await show(t, [
        ["x-empty", ""],
        ["x-show", "x-empty"],
      ]);
      t.deepEqual(headers, [""]);
    },
  },
  {
    id: "fields-joined",
    title: "duplicates are joined in order: with a comma, cookies with a semicolon",
    proves: ["N15", "P10", "P21", "P23"],
    app: showFields,
    async check(t) {
      const fields = [
        ["foo", "bar"],
        ["cookie", "a=1"],
        ["FOO", "baz"],
        ["cookie", "b=2"],
        ["x-show", "foo,cookie"],
      ] as const;
      const { headers } = await show(t, fields);
      t.deepEqual(headers, ["bar, baz", "a=1; b=2"]);
    },
  },
  {
    id: "fields-raw",
    title: "the list of headers keeps order and duplicates",
    proves: ["P21", "S64"],
    needs: ["rawFields"],
    app: showFields,
    async check(t) {
      const { list, all } = await show(t, [
        ["x-b", "1"],
        ["x-a", "2"],
        ["x-b", "3"],
        ["x-show", "x-b"],
      ]);
      const own = (list as string[]).map((text) => text.toLowerCase());
      const at = own.indexOf("x-b");
      t.deepEqual(own.slice(at, at + 6), ["x-b", "1", "x-a", "2", "x-b", "3"]);
      t.deepEqual(all, ["1", "3"]);
    },
  },
  {
    id: "fields-case",
    title: "the list of headers keeps the case of names",
    proves: ["S64"],
    needs: ["fieldCase"],
    app: showFields,
    async check(t) {
      const { list } = await show(t, [["X-MiXed", "1"]]);
      t.ok((list as string[]).includes("X-MiXed"));
    },
  },
  {
    id: "fields-latin1",
    title: "each byte of a header value is one character, U+00FF at most",
    proves: ["S70"],
    needs: ["latin1Fields"],
    app: showFields,
    async check(t) {
      const { headers } = await show(t, [
        ["x-bytes", "caf\xe9 \xff\x80 \xc3\xa9"],
        ["x-show", "x-bytes"],
      ]);
      t.deepEqual(headers, ["caf\xe9 \xff\x80 \xc3\xa9"]);
    },
  },
  {
    id: "fields-control",
    title: "a control character in a header value is refused, except the tab",
    proves: ["N10"],
    needs: ["rawSocket"],
    app: showFields,
    async check(t) {
      const send = (value: string): Promise<Answer> =>
        t.raw(`${t.head("GET", "/")}X-Value: ${value}\r\nX-Show: x-value\r\n\r\n`);
      for (const value of ["a\x01b", "a\x1bb", "a\x7fb", "\x7f"])
        t.equal((await send(value)).status, 400, JSON.stringify(value));
      t.equal((await t.journal()).calls, 0);
      const { text } = await send("a\tb");
      t.deepEqual((JSON.parse(text) as { headers: string[] }).headers, ["a\tb"]);
    },
  },
  {
    id: "fields-big",
    title: "a header value of 4,000 bytes arrives in full",
    proves: ["P27"],
    app: showFields,
    async check(t) {
      const { headers } = await show(t, [
        ["x-big", "0123456789".repeat(400)],
        ["x-show", "x-big"],
      ]);
      t.deepEqual(headers, ["0123456789".repeat(400)]);
    },
  },
];

function showFields(environ: Environ, startResponse: StartResponse): Body {
  const names = environ.header("x-show")?.split(",") ?? [];
  startResponse(200, PLAIN);
  return JSON.stringify({
    headers: names.map((name) => environ.header(name) ?? null),
    all: environ.headerAll(names[0] ?? ""),
    list: environ.headers,
    contentType: String(environ.contentType),
    contentLength: String(environ.contentLength),
  });
}

async function show(t: CaseClient, headers: Fields): Promise<Record<string, unknown>> {
  const { status, text } = await t.request("/", { headers });
  t.equal(status, 200, text);
  return JSON.parse(text) as Record<string, unknown>;
}
