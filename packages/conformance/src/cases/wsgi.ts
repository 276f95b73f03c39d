import { fromWsgi, toWsgi } from "@tsgi/core/wsgi";
import { PLAIN, utf8 } from "../_texts.ts";
import type { Case } from "../case.ts";

/** Cases for both conversions between TSGI and literal PEP 3333. */
export const wsgiCases: readonly Case[] = [
  {
    id: "environ-wsgi",
    title:
      "toWsgi passes the dictionary of PEP 3333: strings, decoded once, without Proxy and without underscores",
    proves: ["S17", "S18", "S25", "N08", "P12", "P13", "P14", "P16", "P23"],
    app(environ, startResponse) {
      const wsgi = toWsgi(environ);
      const notStrings = Object.entries(wsgi).filter(
        ([name, value]) => !name.includes(".") && typeof value !== "string",
      );
      startResponse(200, PLAIN);
      return JSON.stringify({ wsgi: { ...wsgi, "wsgi.input": 0, "wsgi.errors": 0 }, notStrings });
    },
    async check(t) {
      const headers = [
        ["proxy", "http://evil.example"],
        ["x_forged", "1"],
        ["foo", "Bar"],
        ["content-type", "text/x"],
        ["cookie", "a=1"],
      ] as const;
      const { text } = await t.request("/%2c%252c%E3%81%82?q=%26", { headers, body: "four" });
      const { wsgi, notStrings } = JSON.parse(text) as {
        wsgi: Record<string, unknown>;
        notStrings: unknown[];
      };
      t.deepEqual(notStrings, []);
      t.equal(wsgi["SCRIPT_NAME"], t.prefix.replaceAll(/%../g, toByte));
      t.equal(wsgi["PATH_INFO"], "/,%2c\u00e3\u0081\u0082");
      t.equal(wsgi["QUERY_STRING"], "q=%26");
      t.deepEqual([wsgi["CONTENT_TYPE"], wsgi["CONTENT_LENGTH"]], ["text/x", "4"]);
      t.deepEqual([wsgi["HTTP_FOO"], wsgi["HTTP_COOKIE"]], ["Bar", "a=1"]);
      t.equal(wsgi["wsgi.multithread"], false);
      for (const name of [
        "HTTP_PROXY",
        "HTTP_X_FORGED",
        "HTTP_CONTENT_TYPE",
        "HTTP_CONTENT_LENGTH",
        "COOKIE",
        "PATH",
      ]) {
        t.equal(wsgi[name], undefined, name);
      }
    },
  },
  {
    id: "wsgi-application",
    title: "an application that follows PEP 3333 literally runs: status line, pairs, write, close",
    proves: ["S37", "P19", "M11"],
    app: fromWsgi((environ, startResponse) => {
      const write = startResponse("200 OK", [["Content-type", "text/plain"]]);
      write(utf8(`${environ.REQUEST_METHOD} ${environ.PATH_INFO} `));
      return [environ["wsgi.input"].read()];
    }),
    async check(t) {
      const answer = await t.request("/a%20b", { body: "body" });
      t.deepEqual([answer.status, answer.text], [200, "POST /a b body"]);
      t.equal(answer.header("content-type"), "text/plain");
    },
  },
];

function toByte(escape: string): string {
  return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
}
