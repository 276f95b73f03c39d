import type { Body, Environ, StartResponse } from "@tsgi/core";
import { PLAIN } from "../_texts.ts";
import type { Case, CaseClient } from "../case.ts";

/** Cases for the request target in environ. */
export const targetCases: readonly Case[] = [
  {
    id: "target-parts",
    title: "path and query are split at the first `?` and stay encoded",
    proves: ["S06", "S07", "S08", "P1", "P2", "P11", "P12", "P13", "P14", "P16", "P25"],
    app: showTarget,
    async check(t) {
      const samples: readonly Sample[] = [
        ["/", "/", "", [""]],
        ["/?a=1", "/", "a=1", [""]],
        ["/a/?x=a?b", "/a/", "x=a?b", ["a", ""]],
        ["/%252c", "/%252c", "", ["%2c"]],
        ["/%E3%81%82", "/%E3%81%82", "", ["\u3042"]],
        ["/foo/bar%20baz?x=a", "/foo/bar%20baz", "x=a", ["foo", "bar baz"]],
        ["/a;b=1,c:@!$&'()*+", "/a;b=1,c:@!$&'()*+", "", ["a;b=1,c:@!$&'()*+"]],
      ];
      for (const sample of samples) await compare(t, sample);
    },
  },
  {
    id: "target-path",
    title: "the path keeps its encoding, and its segments are split before they are decoded",
    proves: ["S07", "P13", "P14", "P25"],
    needs: ["encodedPath"],
    app: showTarget,
    async check(t) {
      const samples: readonly Sample[] = [
        ["/a%2Fb/c", "/a%2Fb/c", "", ["a/b", "c"]],
        ["/%2c", "/%2c", "", [","]],
        ["/bar%20baz%73", "/bar%20baz%73", "", ["bar bazs"]],
      ];
      for (const sample of samples) await compare(t, sample);
    },
  },
  {
    id: "target-query",
    title: "the query is unchanged: its encoding, names without `=`, repeated names",
    proves: ["S08", "P12", "P16", "P25"],
    needs: ["rawQuery"],
    app: showTarget,
    async check(t) {
      const samples: readonly Sample[] = [
        ["/a?b?c", "/a", "b?c", ["a"]],
        ["/a/?x=%2c", "/a/", "x=%2c", ["a", ""]],
        ["/?x=1&y=2&x=3", "/", "x=1&y=2&x=3", [""]],
      ];
      for (const sample of samples) await compare(t, sample);
    },
  },
  {
    id: "target-raw",
    title: "the target is not normalised: dots, repeated slashes, malformed escapes, an empty query",
    proves: ["S08", "P25", "P36", "U3"],
    needs: ["rawTarget"],
    app: showTarget,
    async check(t) {
      const samples: readonly Sample[] = [
        ["//foo///bar/baz", "//foo///bar/baz", "", ["", "foo", "", "", "bar", "baz"]],
        ["/a/../b/./c", "/a/../b/./c", "", ["a", "..", "b", ".", "c"]],
        ["/%", "/%", "", ["%"]],
        ["/%zz/%e3%81", "/%zz/%e3%81", "", ["%zz", "\ufffd"]],
        ["/a\\b", "/a\\b", "", ["a\\b"]],
        ["/a?%zz", "/a", "%zz", ["a"]],
      ];
      for (const sample of samples) await compare(t, sample);
      const empty = await show(t, "/?");
      t.deepEqual([empty["pathInfo"], empty["queryString"], empty["target"]], ["/", "", `${t.prefix}/?`]);
    },
  },
  {
    id: "target-method",
    title: "the method is a token and keeps its case",
    proves: ["S05"],
    needs: ["methodCase"],
    app: showTarget,
    async check(t) {
      const { text } = await t.request("/", { method: "pAtCh" });
      t.match(text, /"method":"pAtCh"/);
    },
  },
  {
    id: "target-methods",
    title: "every common method reaches the application",
    proves: ["S05", "P11"],
    app: showTarget,
    async check(t) {
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        t.match((await t.request("/", { method })).text, new RegExp(`"method":"${method}"`));
      }
    },
  },
  {
    id: "target-methods-rare",
    title: "uncommon methods reach the application",
    proves: ["S05"],
    needs: ["customMethod"],
    app: showTarget,
    async check(t) {
      for (const method of ["PROPFIND", "PURGE", "QUERY"]) {
        t.match((await t.request("/", { method })).text, new RegExp(`"method":"${method}"`));
      }
    },
  },
  {
    id: "target-absolute",
    title: "an absolute target is split, and its authority replaces Host",
    proves: ["S07", "S72"],
    needs: ["rawSocket", "absoluteTarget"],
    app: showTarget,
    async check(t) {
      const target = `http://other.example:81${t.prefix}/p%2Fq?r=1`;
      const answer = await t.raw(`${t.head("GET", "", { target })}\r\n`);
      const seen = JSON.parse(answer.text) as Record<string, unknown>;
      t.deepEqual(
        [seen["pathInfo"], seen["queryString"], seen["host"], seen["hosts"]],
        ["/p%2Fq", "r=1", "other.example:81", ["other.example:81"]],
      );
      t.equal(seen["target"], target);
    },
  },
  {
    id: "target-asterisk",
    title: "`OPTIONS *` has `*` as its path",
    proves: ["S07", "N07"],
    needs: ["rawSocket", "asteriskTarget"],
    app: showTarget,
    async check(t) {
      const answer = await t.raw(`${t.head("OPTIONS", "", { target: "*" })}\r\n`);
      const seen = JSON.parse(answer.text) as Record<string, unknown>;
      t.deepEqual(
        [seen["target"], seen["scriptName"], seen["pathInfo"], seen["segments"]],
        ["*", "", "*", []],
      );
      const usual = await show(t, "/");
      t.deepEqual([seen["serverName"], seen["serverPort"]], [usual["serverName"], usual["serverPort"]]);
    },
  },
  ...refused("target-asterisk-get", "`*` is a target of OPTIONS only", ["N07"], "GET *"),
  ...refused("target-fragment", "a target never has a fragment", ["N06"], "GET /a#b"),
  ...refused("target-relative", "a target begins with a slash, a scheme, or is `*`", ["N07"], "GET a/b"),
  ...refused("target-scheme", "a target with another scheme is refused", ["N07"], "GET ftp://other.example/"),
  ...refused(
    "target-userinfo",
    "an authority with user information is refused",
    ["N05"],
    "GET http://a@b.example/",
  ),
];

type Sample = readonly [path: string, pathInfo: string, queryString: string, segments: readonly string[]];

function showTarget(environ: Environ, startResponse: StartResponse): Body {
  const { method, target, scriptName, pathInfo, queryString, segments, serverName, serverPort } = environ;
  const [host, hosts] = [environ.header("host"), environ.headerAll("host")];
  startResponse(200, PLAIN);
  const parts = { method, target, scriptName, pathInfo, queryString, segments };
  return JSON.stringify({ ...parts, serverName, serverPort, host, hosts });
}

async function show(t: CaseClient, path: string): Promise<Record<string, unknown>> {
  const { status, text } = await t.request(path);
  t.equal(status, 200, `${path}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function compare(t: CaseClient, [path, pathInfo, queryString, segments]: Sample): Promise<void> {
  const seen = await show(t, path);
  t.deepEqual(
    [seen["scriptName"], seen["pathInfo"], seen["queryString"], seen["segments"]],
    [t.prefix, pathInfo, queryString, segments],
    path,
  );
  t.equal(seen["target"], t.prefix + path);
}

function refused(id: string, title: string, proves: readonly string[], line: string): Case[] {
  const [method, target] = line.split(" ") as [string, string];
  return [
    {
      id,
      title: `${title}: 400`,
      proves,
      needs: ["rawSocket", "rawTarget"],
      app: showTarget,
      async check(t) {
        const answer = await t.raw(`${t.head(method, "", { target })}\r\n`);
        t.equal(answer.status, 400);
        t.equal((await t.journal()).calls, 0);
      },
    },
  ];
}
