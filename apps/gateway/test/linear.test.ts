import { FRAMES_OF, ask, environOf, linearTests, type Frame, type Parser } from "@tsgi/harness/linear-tests";
import type { EnvironOptions } from "@tsgi/testing";
import { weighConditions } from "../src/apps/_preconditions.ts";
import { wantsPage } from "../src/apps/files/page.ts";
import { readRanges } from "../src/apps/files/ranges.ts";
import { cleanName, describe as describeFile } from "../src/apps/files/types.ts";
import { search } from "../src/apps/shop/catalogue.ts";
import { parseAuthorization } from "../src/httpbin/authorization.ts";
import { parseCookies as parseGatewayCookies } from "../src/httpbin/cookie-text.ts";
import { parsePairs } from "../src/httpbin/form.ts";
import { httpbin } from "../src/httpbin/index.ts";
import { requestIri, toUri } from "../src/httpbin/iri.ts";
import { jsonText, parseJson } from "../src/httpbin/json-text.ts";
import { decodeBase64, toFloat, toInt } from "../src/httpbin/python-text.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
/** The gateway's httpbin, with the text in a place of its request. */
function bin(name: string, optionsOf: (text: string) => EnvironOptions, frames?: readonly Frame[]): Parser {
  return {
    name: `httpbin's ${name}`,
    ...(frames && { frames }),
    parse: (text) => ask(httpbin, environOf(optionsOf(text))),
  };
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Each of them refuses most texts.
  }
}

linearTests([
  bin("paths", (text) => ({ target: `/${text}` })),
  bin("query", (text) => ({ target: `/get?${text}` })),
  bin("headers to answer", (text) => ({ target: `/response-headers?${text}` })),
  bin("cookies", (text) => ({ target: "/cookies", headers: { cookie: text } }), [
    ...FRAMES_OF["cookie"]!,
    (run) => run,
    (run) => `a${run};b`,
  ]),
  bin("status", (text) => ({ target: `/status/${text}` })),
  bin("base64", (text) => ({ target: `/base64/${text}` })),
  bin("links", (text) => ({ target: `/links/${text}/0` })),
  bin("ranges", (text) => ({ target: "/range/1024", headers: { range: text } }), FRAMES_OF["range"]),
  bin("tags", (text) => ({ target: "/etag/a", headers: { "if-none-match": text, "if-match": text } })),
  bin(
    "basic auth",
    (text) => ({ target: "/basic-auth/a/b", headers: { authorization: text } }),
    FRAMES_OF["authorization"],
  ),
  bin(
    "digest auth",
    (text) => ({ target: "/digest-auth/auth/a/b", headers: { authorization: text } }),
    FRAMES_OF["authorization"],
  ),
  bin("images", (text) => ({ target: "/image", headers: { accept: text } })),
  bin(
    "JSON",
    (text) => ({
      target: "/post",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: text,
    }),
    [(run) => run, (run) => `["${run}"]`, (run) => `[${run}`, (run) => `{"a":"${run}`],
  ),
  bin("form", (text) => ({ target: "/post", method: "POST", headers: FORM, body: text })),
  bin("form of parts", (text) => ({
    target: "/post",
    method: "POST",
    headers: { "content-type": `multipart/form-data; boundary=${text}` },
    body: "",
  })),
  bin("stream of lines", (text) => ({ target: `/stream/${text}` })),
  { name: "Authorization of the gateway", frames: FRAMES_OF["authorization"]!, parse: parseAuthorization },
  {
    name: "Cookie of the gateway",
    frames: [(run) => run, (run) => `a${run}b`, ...FRAMES_OF["cookie"]!],
    parse: parseGatewayCookies,
  },
  {
    name: "numbers of the gateway",
    frames: [(run) => run, (run) => `1${run}x`, (run) => `1.${run}x`, (run) => `1e1${run}x`],
    parse: (text) => [
      attempt(() => toInt(text)),
      attempt(() => toFloat(text)),
      attempt(() => decodeBase64(text)),
    ],
  },
  {
    name: "JSON of the gateway",
    frames: [(run) => `"${run}"`, (run) => `[${run}`, (run) => `{"${run}`],
    parse: (text) => jsonText(parseJson(text)),
  },
  {
    name: "URLs of the gateway",
    parse: (text) => [requestIri(environOf({ target: `/${text}?${text}` })), toUri(text), parsePairs(text)],
  },
  {
    name: "conditions of the gateway",
    parse: (text) => weighConditions("GET", () => text, { etag: '"tag"', lastModified: new Date(0) }),
  },
  { name: "ranges of the gateway", frames: FRAMES_OF["range"]!, parse: (text) => readRanges(text, 1000) },
  { name: "file names of the gateway", parse: (text) => describeFile(cleanName(text), text) },
  { name: "Accept of the gateway", parse: (text) => wantsPage({ headers: { accept: text } } as never) },
  { name: "the gateway's search", parse: (text) => search([], text) },
]);
