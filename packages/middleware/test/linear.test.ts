import { compose, type Environ, type HeaderList, type Middleware } from "@tsgi/core";
import { BaseInput, collectChunks } from "@tsgi/core/server";
import {
  FRAMES_OF,
  ask,
  iterate,
  environOf,
  input,
  linearTests,
  type ChunkReader,
  type Frame,
  type Parser,
} from "@tsgi/harness/linear-tests";
import { createEnviron, type EnvironOptions } from "@tsgi/testing";
import { accessLog } from "../src/access-log/access-log.ts";
import { basicAuth } from "../src/basic-auth.ts";
import { bearerAuth } from "../src/bearer-auth.ts";
import { LimitedInput } from "../src/body-limit/limited-input.ts";
import { cache } from "../src/cache/cache.ts";
import { directivesOf } from "../src/cache/directives.ts";
import { matches, varyOf } from "../src/cache/key.ts";
import { compress } from "../src/compress/compress.ts";
import { conditionalGet } from "../src/conditional-get.ts";
import { cookiesOf } from "../src/cookies.ts";
import { cors } from "../src/cors.ts";
import { csrf } from "../src/csrf.ts";
import { developmentPage } from "../src/error-page/development-page.ts";
import { errorPage } from "../src/error-page/error-page.ts";
import { form, formOf, formParts } from "../src/form/form.ts";
import { MultipartReader, boundaryOf, type MultipartLimits } from "../src/form/multipart.ts";
import { readPartHead } from "../src/form/part-head.ts";
import { isIpv6, parseAuthority, parseNode } from "../src/http/address.ts";
import { parseHttpDate } from "../src/http/dates.ts";
import { parseRange } from "../src/http/ranges.ts";
import { requestedRanges } from "../src/http/requested-ranges.ts";
import { httpsRedirect } from "../src/https-redirect.ts";
import { jwt } from "../src/jwt/jwt.ts";
import { methodOverride } from "../src/method-override/method-override.ts";
import { peek } from "../src/method-override/peek-input.ts";
import { proxyFix } from "../src/proxy-fix/proxy-fix.ts";
import { requestId, traceContext } from "../src/request-id/request-id.ts";
import { session } from "../src/session/session.ts";
import { staticPath } from "../src/static-files/path.ts";

const ENCODER = new TextEncoder();
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const PART = 'content-disposition: form-data; name="a"';
const UNLIMITED: MultipartLimits = {
  fields: Infinity,
  files: Infinity,
  parts: Infinity,
  headerSize: Infinity,
  fieldSize: Infinity,
  fileSize: Infinity,
  total: Infinity,
};
/** Pieces of a form in chunks of one byte. */
const FORMS: readonly Frame[] = [
  (run) => `--X\r\n${PART}\r\n\r\n${run}\r\n--X--`,
  (run) => `--X\r\n${PART}; filename="a"\r\n\r\n${run}\r\n--X--`,
  (run) => `--X\r\n${PART}\r\n\r\n${run.replaceAll("a", "\r")}\r\n--X--`,
  (run) => `--X\r\n${PART}\r\n\r\n${run.replaceAll("aaaa", "\r\n--")}\r\n--X--`,
  (run) => `--X\r\n${PART}; filename="${run}"\r\n\r\n\r\n--X--`,
  (run) => `--X\r\n${PART}\r\nX: ${run.replaceAll("a", "\r")}`,
  (run) => `--X\r\n${`${PART}\r\n\r\n\r\n--X\r\n`.repeat(run.length / 48)}`,
  (run) => `--X${run.replaceAll("a", " ")}\r\n${PART}\r\n\r\n\r\n--X--`,
  (run) => `${run}\r\n--X\r\n${PART}\r\n\r\n\r\n--X--`,
  (run) => `--X--${run}`,
];

let reads = 0;

/** A parser of one field, by the function that reads it from the environ. */
function field(name: string, read: (environ: Environ) => unknown, frames?: readonly Frame[]): Parser {
  return {
    name: `${name} of ${read.name || "a request"}`,
    ...(frames && { frames }),
    parse: (text) => read(environOf({ headers: { [name]: text } })),
  };
}

const HEADERS: HeaderList = [
  ["content-type", "text/plain"],
  ["etag", '"tag"'],
  ["last-modified", "Mon, 02 Jan 2006 15:04:05 GMT"],
  ["vary", "accept-language, forwarded, x-any"],
  ["cache-control", "max-age=60"],
];

/** A middleware around an application that answers, with the values of some header fields. */
function behind(
  title: string,
  middleware: Middleware,
  names: readonly string[],
  more: EnvironOptions = {},
): Parser[] {
  const app = middleware((_environ, startResponse) => {
    startResponse(200, HEADERS);
    return "x".repeat(2048);
  });
  return names.map((name) => ({
    name: `${name} of ${title}`,
    frames: [(run) => run, (run) => `a${run}b`, ...(FRAMES_OF[name] ?? [])],
    async parse(text) {
      const { headers } = more;
      await ask(
        app,
        environOf({ ...more, headers: { ...(headers as Record<string, string>), [name]: text } }),
      );
    },
  }));
}

/** Asks for what requestId() reads when it is asked for. */
const seeTrace: Middleware = (app) => (environ, startResponse) => {
  traceContext(environ);
  return app(environ, startResponse);
};

class GivenInput extends BaseInput {
  readonly #chunks: readonly Uint8Array[];

  constructor(chunks: readonly Uint8Array[]) {
    super();
    this.#chunks = chunks;
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    return collectChunks(this.chunks(), limit);
  }
  protected override chunks(): AsyncIterator<Uint8Array> {
    return iterate(this.#chunks);
  }
}

function chunkedEnviron(chunks: readonly Uint8Array[], type = "text/plain"): Environ {
  return createEnviron({ method: "POST", headers: { "content-type": type } }).derive({
    input: new GivenInput(chunks),
  });
}

/** Runs each middleware itself, so that nothing it calls is left out. */
const parsers: Parser[] = [
  ...behind("accessLog", accessLog({ to: () => {} }), ["user-agent", "referer", "authorization"]),
  ...behind("basicAuth", basicAuth({ users: { a: "b" } }), ["authorization"]),
  ...behind("bearerAuth", bearerAuth({ tokens: ["a"] }), ["authorization"]),
  ...behind("cache", cache(), [
    "accept-language",
    "forwarded",
    "cache-control",
    "pragma",
    "if-none-match",
    "range",
    "host",
    "x-forwarded-host",
    "x-any",
  ]),
  ...behind("compress", compress(), ["accept-encoding", "cache-control"]),
  ...behind("conditionalGet", conditionalGet(), [
    "if-none-match",
    "if-match",
    "if-modified-since",
    "if-unmodified-since",
  ]),
  ...behind("cors", cors({ origin: ["https://a.example"] }), ["origin"]),
  ...behind(
    "cors, asked before",
    cors({ origin: "*" }),
    ["access-control-request-headers", "access-control-request-method"],
    {
      method: "OPTIONS",
      headers: { origin: "https://a.example", "access-control-request-method": "PUT" },
    },
  ),
  ...behind("csrf", csrf(), ["origin", "sec-fetch-site", "host"], {
    method: "POST",
    headers: { origin: "https://a.example" },
  }),
  ...behind("errorPage", errorPage(), ["accept"]),
  ...behind("httpsRedirect", httpsRedirect(), ["host"]),
  ...behind("jwt", jwt({ secret: "0".repeat(32), issuer: false, audience: false }), ["authorization"]),
  ...behind("methodOverride", methodOverride({ query: "m" }), ["x-http-method-override", "content-type"], {
    method: "POST",
  }),
  ...behind("proxyFix", proxyFix({ for: 1, proto: 1, host: 1, port: 1, prefix: 1 }), [
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "host",
  ]),
  ...behind("proxyFix, by Forwarded", proxyFix({ forwarded: 1 }), ["forwarded"]),
  ...behind("requestId", compose(requestId({ trust: true }), seeTrace), [
    "x-request-id",
    "traceparent",
    "tracestate",
  ]),
  ...behind("session", session({ secret: "0".repeat(32) }), ["cookie"]),
  field(
    "cookie",
    function cookies(environ) {
      return cookiesOf(environ).get("a");
    },
    FRAMES_OF["cookie"],
  ),
  field(
    "range",
    function requestedRange(environ) {
      return requestedRanges(environ, 1000, '"tag"', undefined);
    },
    FRAMES_OF["range"],
  ),
  { name: "a Range", frames: FRAMES_OF["range"]!, parse: (text) => parseRange(text, 1000) },
  {
    name: "the variants of a cached response",
    parse: (text) =>
      matches(
        environOf({ headers: { "accept-language": text, forwarded: text } }),
        varyOf(environOf({ headers: { "accept-language": text } }), HEADERS, [])!,
        [],
      ),
  },
  // What was read before is remembered: each text has to be another.
  { name: "Cache-Control", parse: (text) => directivesOf(`${text},a=${(reads += 1)}`) },
  {
    name: "a date",
    frames: [(run) => run, (run) => `Mon, 02 Jan 2006 15:04:05 ${run}GMT`],
    parse: (text) => parseHttpDate(text),
  },
  {
    name: "an address",
    frames: [(run) => run, (run) => `[${run}]`, (run) => `a:${run}`, (run) => `_${run}:`],
    parse: (text) => [parseNode(text), parseAuthority(text), isIpv6(text)],
  },
  {
    name: "the path of a file",
    parse: (text) => staticPath(environOf({ target: `/${text}` }).segments, "index.html"),
  },
  {
    name: "the page for a developer",
    parse: (text) =>
      developmentPage(new Error(text), environOf({ headers: { [text]: text } }), () => undefined),
  },
  {
    name: "the boundary of a form",
    frames: [
      (run) => run,
      (run) => `a/b; ${run}`,
      (run) => `a/b; boundary="${run}`,
      (run) => `a/b; boundary=${run}`,
    ],
    parse: boundaryOf,
  },
  {
    name: "the head of a form's part",
    frames: [
      (run) => `X: a${run}b\r\n${PART}`,
      (run) => `${run}: a\r\n${PART}`,
      (run) => `${PART}${run}`,
      (run) => `${PART}; filename="${run}"`,
      (run) => `${PART}; filename="${run}`,
      (run) => `${PART}; a=${run}b`,
      (run) => `${PART}\r\ncontent-type: ${run}`,
      (run) => `content-disposition: form-data${run};`,
    ],
    parse: (text) => readPartHead(ENCODER.encode(text)),
  },
  { name: "a form", parse: (text) => formOf(environOf({ method: "POST", headers: FORM, body: text })) },
  {
    name: "a form of parts",
    frames: [
      (run) => run,
      (run) => `--X\r\n${PART}\r\n\r\n${run}\r\n--X--`,
      (run) => `--X${run}`,
      (run) => `--X\r\n${run}`,
    ],
    parse: (text) =>
      formOf(
        environOf({
          method: "POST",
          headers: { "content-type": "multipart/form-data; boundary=X" },
          body: text,
        }),
      ),
  },
];

const chunkReaders: ChunkReader[] = [
  ...input("bodyLimit's input", (chunks) => new LimitedInput(chunkedEnviron(chunks), Infinity)),
  {
    name: "an input that is looked into",
    read: async (chunks) => (await peek(chunkedEnviron(chunks), 100)).input.bytes({ limit: Infinity }),
  },
  {
    name: "a form, by its reader",
    frames: FORMS,
    async read(chunks) {
      const reader = new MultipartReader(iterate(chunks), "X", UNLIMITED);
      while ((await reader.nextPart()) !== undefined) await reader.rest();
    },
  },
  {
    name: "a form, by its parts",
    frames: FORMS,
    async read(chunks) {
      const environ = chunkedEnviron(chunks, "multipart/form-data; boundary=X");
      form({ headerSize: 1_000_000 })(() => null)(environ, () => {});
      for await (const { file } of formParts(environ)) await file?.input.bytes({ limit: Infinity });
    },
  },
];

linearTests(parsers, chunkReaders);
