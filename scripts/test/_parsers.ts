/**
 * Every parser of client input, with the repeated units and their positions. Add new ones here; for the input of a middleware,
 * run the middleware itself, so that every function it calls is covered.
 */
import type { Body, Environ, HeaderList, Middleware } from "@tsgi/core";
import { compose, mount } from "@tsgi/core";
import { areFieldsSound, isAuthority, parseRequest } from "@tsgi/core/server";
import type { Frame, Parser } from "@tsgi/harness/linear";
import { createEnviron, type EnvironOptions } from "@tsgi/testing";
import { parseAuthorization } from "../../apps/gateway/src/httpbin/authorization.ts";
import { httpbin } from "../../apps/gateway/src/httpbin/index.ts";
import { parseCookies as parseGatewayCookies } from "../../apps/gateway/src/httpbin/cookie-text.ts";
import { parsePairs } from "../../apps/gateway/src/httpbin/form.ts";
import { requestIri, toUri } from "../../apps/gateway/src/httpbin/iri.ts";
import { jsonText, parseJson } from "../../apps/gateway/src/httpbin/json-text.ts";
import { decodeBase64, toFloat, toInt } from "../../apps/gateway/src/httpbin/python-text.ts";
import { weighConditions } from "../../apps/gateway/src/apps/_preconditions.ts";
import { readRanges } from "../../apps/gateway/src/apps/files/ranges.ts";
import { cleanName, describe as describeFile } from "../../apps/gateway/src/apps/files/types.ts";
import { wantsPage } from "../../apps/gateway/src/apps/files/page.ts";
import { search } from "../../apps/gateway/src/apps/shop/catalogue.ts";
import { eventKinds } from "../../packages/aws-lambda/src/events/index.ts";
import {
  groupsOf,
  joined,
  listed,
  parametersOf,
  unescape,
} from "../../packages/aws-lambda/src/from/event-request.ts";
import { workerPeer } from "../../packages/cloudflare-workers/src/to-worker.ts";
import { WsgiInput } from "../../packages/core/src/wsgi/wsgi-input.ts";
import { toWsgi } from "../../packages/core/src/wsgi/wsgi-environ.ts";
import { mountPointOf } from "../../packages/node/src/_http.ts";
import { serialiseBody } from "../../packages/express/src/_serialise-body.ts";
import { lightHeaders } from "../../packages/fetch/src/from/light-headers.ts";
import { urlOf } from "../../packages/fetch/src/from/request-url.ts";
import { authorityOf, pathOf, targetOf } from "../../packages/fetch/src/_target.ts";
import { accessLog } from "../../packages/middleware/src/access-log/access-log.ts";
import { basicAuth } from "../../packages/middleware/src/basic-auth.ts";
import { bearerAuth } from "../../packages/middleware/src/bearer-auth.ts";
import { cache } from "../../packages/middleware/src/cache/cache.ts";
import { compress } from "../../packages/middleware/src/compress/compress.ts";
import { conditionalGet } from "../../packages/middleware/src/conditional-get.ts";
import { cookiesOf } from "../../packages/middleware/src/cookies.ts";
import { cors } from "../../packages/middleware/src/cors.ts";
import { csrf } from "../../packages/middleware/src/csrf.ts";
import { errorPage } from "../../packages/middleware/src/error-page/error-page.ts";
import { formOf } from "../../packages/middleware/src/form/form.ts";
import { httpsRedirect } from "../../packages/middleware/src/https-redirect.ts";
import { jwt } from "../../packages/middleware/src/jwt.ts";
import { methodOverride } from "../../packages/middleware/src/method-override/method-override.ts";
import { proxyFix } from "../../packages/middleware/src/proxy-fix/proxy-fix.ts";
import { requestId, traceContext } from "../../packages/middleware/src/request-id/request-id.ts";
import { session } from "../../packages/middleware/src/session/session.ts";
import { staticPath } from "../../packages/middleware/src/static-files/path.ts";
import { matches, varyOf } from "../../packages/middleware/src/cache/key.ts";
import { directivesOf } from "../../packages/middleware/src/cache/directives.ts";
import { developmentPage } from "../../packages/middleware/src/error-page/development-page.ts";
import { parseHttpDate } from "../../packages/middleware/src/http/dates.ts";
import { boundaryOf } from "../../packages/middleware/src/form/multipart.ts";
import { readPartHead } from "../../packages/middleware/src/form/part-head.ts";
import { parseRange } from "../../packages/middleware/src/http/ranges.ts";
import { requestedRanges } from "../../packages/middleware/src/http/requested-ranges.ts";
import { isIpv6, parseAuthority, parseNode } from "../../packages/middleware/src/http/address.ts";
import { validate } from "@tsgi/validator";

/** Creates a request with this target, header and body: the text for one field may occur in any other. */
function environOf(options: EnvironOptions): Environ {
  return createEnviron(options);
}

/** Creates a parser for one field from the function that reads it from the environ. */
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

/** Creates a parser that runs a middleware around an application, with the text in some header fields. */
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

async function ask(
  app: (environ: Environ, startResponse: () => void) => unknown,
  environ: Environ,
): Promise<void> {
  await (app(environ, () => {}) as Body | Promise<Body>);
}

/** The beginning of a field before its repeated part. */
const FRAMES_OF: Readonly<Record<string, readonly Frame[]>> = {
  authorization: [
    (run) => `Basic ${run}`,
    (run) => `Bearer ${run}`,
    (run) => `Bearer a.${run}`,
    (run) => `Digest a="${run}`,
  ],
  range: [(run) => `bytes=${run}`, (run) => `bytes=0-1,${run}`],
  cookie: [(run) => `a=${run}`, (run) => `session="${run}"`],
  forwarded: [(run) => `for=${run}`, (run) => `for="${run}"`, (run) => `for="${run}`],
  traceparent: [(run) => `00-${"1".repeat(32)}-${"1".repeat(16)}-01-${run}`],
  host: [(run) => `a:${run}`, (run) => `[${run}]`],
  "x-forwarded-prefix": [(run) => `/${run}`, (run) => `/a${run}b`],
  "x-forwarded-for": [(run) => `${run},192.0.2.1`, (run) => `[${run}]`],
};

/** Creates an event with the text in every place that a client controls. */
function eventOf(text: string): Record<string, object> {
  const headers = {
    host: text,
    "x-forwarded-for": text,
    "x-forwarded-proto": text,
    "x-forwarded-port": text,
    cookie: text,
  };
  const multi = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const query = { [text]: text };
  const gateway = { stage: "v1", path: `/v1/${text}`, identity: { sourceIp: text }, domainName: "" };
  const http = { method: "GET", sourceIp: text, protocol: text };
  const v1 = {
    httpMethod: "GET",
    resource: "/{proxy+}",
    headers,
    multiValueHeaders: multi,
    queryStringParameters: query,
  };
  const elb = { httpMethod: "GET", path: `/${text}`, requestContext: { elb: {} } };
  return {
    v1: { ...v1, path: `/${text}`, pathParameters: { proxy: text }, requestContext: gateway },
    "v1 of another path": {
      ...v1,
      path: `/base/${text}`,
      pathParameters: { proxy: `?${text}` },
      requestContext: { ...gateway, path: `/base/${text}` },
    },
    v2: {
      rawPath: `/v1/${text}`,
      rawQueryString: text,
      cookies: [text, text],
      headers,
      requestContext: { stage: "v1", http },
    },
    alb: { ...elb, headers, queryStringParameters: query },
    "alb-multi": { ...elb, multiValueHeaders: multi, multiValueQueryStringParameters: { [text]: [text] } },
    lattice1: { raw_path: `/${text}`, method: "GET", headers, query_string_parameters: query },
    edge: {
      Records: [
        {
          cf: {
            request: {
              method: "GET",
              uri: `/${text}`,
              querystring: text,
              clientIp: text,
              headers: { host: [{ key: "Host", value: text }] },
            },
          },
        },
      ],
    },
  };
}

function readEvent(event: object): void {
  const kind = eventKinds.find(({ is }) => is(event as never))!;
  kind.read(event as never);
  kind.connection(event as never, kind.fields(event as never));
}

const ENCODER = new TextEncoder();
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const PART = 'content-disposition: form-data; name="a"';

const core: Parser[] = [
  { name: "segments of a path", parse: (text) => environOf({ target: `/${text}` }).segments },
  {
    name: "PEP 3333's variables",
    parse: (text) => toWsgi(environOf({ target: `/${text}?${text}`, headers: { [text]: text } })),
  },
  {
    name: "PEP 3333's variables of many fields",
    frames: [(run) => run],
    units: ["a"],
    parse: (text) => toWsgi(environOf({ headers: manyFields(text) })),
  },
  {
    name: "one field of many",
    frames: [(run) => run],
    units: ["a"],
    parse: (text) => environOf({ headers: manyFields(text) }).header("x-1"),
  },
  {
    name: "a field that repeats",
    frames: [(run) => run],
    units: ["a"],
    parse: (text) =>
      environOf({ headers: text.split("").map((each) => ["cookie", each] as const) }).header("cookie"),
  },
  {
    name: "a request target",
    frames: [
      (run) => `/${run}`,
      (run) => `http://a${run}`,
      (run) => `http://a/${run}`,
      (run) => `http://a${run}\n`,
      (run) => `http://a/?${run}\n`,
      (run) => run,
    ],
    parse: (text) => parseRequest("GET", text, []),
  },
  {
    name: "a Host",
    frames: [(run) => run, (run) => `[${run}`, (run) => `${run}:1x`, (run) => `a:${run}`],
    parse: isAuthority,
  },
  {
    name: "the framing of a request",
    parse: (text) => areFieldsSound(["Host", text, "Content-Length", `1${text}`, "Content-Type", text]),
  },
  {
    name: "Content-Length",
    parse: (text) => environOf({ headers: { "content-length": `1${text}` } }).contentLength,
  },
  {
    name: "the mount of a path",
    parse: (text) => ask(mount({ "/a/b/c": () => null, "/": () => null }), environOf({ target: `/${text}` })),
  },
  {
    name: "the mount of a host",
    frames: [(run) => run, (run) => `a${run}b`, (run) => `${run}:80`, (run) => `a:${run}`],
    parse: (text) =>
      ask(
        mount({ "*.a.example": () => null, "b.example:80": () => null, "/": () => null }),
        environOf({ headers: { host: text } }),
      ),
  },
  { name: "lines of WSGI's input", parse: (text) => new WsgiInput(ENCODER.encode(text)).readlines() },
];

/** Creates fields with different names, as many as fit into a text of this length. */
function manyFields(text: string): HeaderList {
  return Array.from({ length: text.length / 8 }, (_, i) => [`x-${i}`, text.slice(0, 4)] as const);
}

/** Reads the values that requestId() computes on demand. */
const seeTrace: Middleware = (app) => (environ, startResponse) => {
  traceContext(environ);
  return app(environ, startResponse);
};

const middleware: Parser[] = [
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
  // Results are cached: each text must be different.
  { name: "Cache-Control", parse: (text) => directivesOf(`${text},a=${(read += 1)}`) },
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
let read = 0;

const hosts: Parser[] = [
  ...["v1", "v1 of another path", "v2", "alb", "alb-multi", "lattice1", "edge"].map((name) => ({
    name: `an event of Lambda, ${name}`,
    parse: (text: string) => readEvent(eventOf(text)[name]!),
  })),
  {
    name: "the event of a Lambda function",
    parse(text) {
      const environ = environOf({ target: `/?${text.replaceAll("#", "")}`, headers: { cookie: text } });
      const request = {
        environ,
        path: text,
        stage: "",
        fields: environ.headers,
        body: new Uint8Array(),
        id: "",
      };
      return [listed(parametersOf(request, true)), joined(groupsOf(request), ","), unescape(text)];
    },
  },
  {
    name: "the peer of a Worker",
    frames: [(run) => run, (run) => `[${run}]:1`, (run) => `a:${run}`],
    parse: (text) => workerPeer({ cf: { clientIp: text } } as never),
  },
  {
    name: "the place in Express",
    parse: (text) => [
      mountPointOf({ originalUrl: `/a/${text}`, baseUrl: "/a", url: `/${text}` }),
      mountPointOf({ originalUrl: `/${text}/a`, baseUrl: `/${text}`, url: "/" }),
    ],
  },
  {
    name: "the charset of a parsed body",
    frames: [(run) => run, (run) => `a/json;${run}`, (run) => `a/json; charset="${run}`],
    parse: (text) => serialiseBody({}, text, 2),
  },
  {
    name: "the URL of a Request",
    frames: [(run) => `http://a/${run}`, (run) => `http://${run}`, (run) => `http://[${run}]/`, (run) => run],
    parse: (text) => [
      pathOf(text),
      authorityOf(text),
      targetOf(
        { url: text, headers: new Headers() } as never,
        "POST",
        undefined,
        true,
        (_, name) => (name === "host" ? "a" : text),
        false,
      ),
    ],
  },
  {
    name: "the URL for a fetch handler",
    parse: (text) => urlOf(environOf({ target: `/${text}`, headers: { host: "a" } }), true),
  },
  {
    name: "the Host for a fetch handler",
    parse: (text) => urlOf(environOf({ headers: { host: text } }), true),
  },
  {
    name: "Headers for a fetch handler",
    parse: (text) => lightHeaders(environOf({ headers: { a: text } })).get("a"),
  },
  {
    name: "the validator",
    parse: (text) =>
      ask(
        validate(() => null, { onViolation: () => {} }),
        environOf({ target: `/${text}?${text}`, headers: { host: text, a: text, [text]: "" } }),
      ),
  },
];

/** Creates a parser that runs the gateway's httpbin with the text in its request. */
function bin(name: string, optionsOf: (text: string) => EnvironOptions, frames?: readonly Frame[]): Parser {
  return {
    name: `httpbin's ${name}`,
    ...(frames && { frames }),
    parse: (text) => ask(httpbin, environOf(optionsOf(text))),
  };
}

const gateway: Parser[] = [
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
];

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // Each of them refuses most texts.
  }
}

export const parsers: readonly Parser[] = [...core, ...middleware, ...hosts, ...gateway];
