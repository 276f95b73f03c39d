/** The requests that are sent to the original and to the gateway alike: a table of groups. */
import type { Ask } from "./_exchange.ts";
import { authRequests } from "./_requests-auth.ts";
import { bodyRequests } from "./_requests-body.ts";

/** A request of the table, and what is special about it. */
export interface Row extends Ask {
  readonly note?: string;
}

/** One path of each route. */
const EVERY_ROUTE = words(`
  / /ip /headers /user-agent /uuid /get /post /put /patch /delete /anything /anything/a/b /gzip /deflate /brotli
  /status/200 /redirect/1 /redirect-to?url=/x /relative-redirect/1 /absolute-redirect/1 /cookies /cookies/set?a=1
  /cookies/set/a/1 /cookies/delete?a /basic-auth/u/p /hidden-basic-auth/u/p /bearer /digest-auth/auth/u/p
  /digest-auth/auth/u/p/MD5 /digest-auth/auth/u/p/MD5/1 /stream/1 /stream-bytes/4?seed=1 /bytes/4?seed=1
  /drip?duration=0 /delay/0 /range/10 /links/2 /links/2/0 /robots.txt /deny /html /xml /encoding/utf8 /image
  /image/png /image/jpeg /image/webp /image/svg /base64/YQ== /etag/x /cache /cache/60 /response-headers?a=1
  /forms/post`);

const PATHS: Readonly<Record<string, string>> = {
  "paths without a route": `
    /nope /get/ /get/x /Get /status/ /status /cache/x /bytes/-1 /bytes/1.5 /image/gif /links/1/x /basic-auth/u
    /cookies/set/a /anything/ /static /%00 /robotsxtxt /range/`,
  "paths in other spellings": `
    ?a=1 //get ///get /get// /anything//a /anything/a//b /cookies//set/a/b?x=%20y //links//3 /%67et /anything/a%2Fb
    /anything/%C3%A9 /anything/%ff /anything/100% /anything/a%20b;c=d,e /anything/%e2%82%ac/%F0%9F%A6%8A
    /anything/a+b /anything/%2e%2e /anything/../get /anything/%25%32%35 /anything/~!$&'()*@: /status/%32%300
    /basic-auth%2Fu%2Fp /anything/%22%3C%3E%5B%5D%7B%7D //nope//x`,
  redirects: `
    /redirect/2 /redirect/3?absolute=true /redirect/1?absolute=TRUE /redirect/2?absolute=1 /redirect/0 /redirect/007
    /redirect/99999999999999999999 /relative-redirect/3 /relative-redirect/0 /absolute-redirect/3
    /absolute-redirect/0 /links/300 /links/0 /links/007 /redirect-to /redirect-to?url=
    /redirect-to?url=http://example.com/a?b=c%26d%23e /redirect-to?URL=/x /redirect-to?url=/x&status_code=307
    /redirect-to?url=/x&status_code=304 /redirect-to?url=/x&Status_Code=308 /redirect-to?url=/x&status_code=200
    /redirect-to?url=/x&status_code=999 /redirect-to?url=/x&status_code=a /redirect-to?url=%2Fcaf%C3%A9
    /redirect-to?url=/a%20b /redirect-to?url=a&url=b /redirect-to?url=/%E2%82%AC`,
  "cookies that are set": `
    /cookies/set?a=1&b=2 /cookies/set?a=1&a=2 /cookies/set?a=x%20y /cookies/set?a=%C3%A9 /cookies/set?a=%22%5C%2C%3B
    /cookies/set?a=x=y /cookies/set?a=%40%3F%28%29 /cookies/set /cookies/set?a= /cookies/set?%C3%A9=1
    /cookies/set/a/b /cookies/set/a/b%20c /cookies/set/%C3%A9/%E2%82%AC /cookies/set/a/%22 /cookies/set/a/b%2Fc
    /cookies/delete?a&b /cookies/delete?a=1 /cookies/delete`,
  "random bytes": `
    /bytes/0 /bytes/1 /bytes/100?seed=42 /bytes/700?seed=0 /bytes/10?seed=-7 /bytes/10?SEED=7
    /bytes/10?seed=12345678901234567890 /bytes/10?seed=x /bytes/10?seed=1.5 /bytes/200000?seed=3 /bytes/8?seed=1_0
    /bytes/8?seed=%2B5 /bytes/8?seed=%205%20
    /stream-bytes/0 /stream-bytes/20 /stream-bytes/2000?seed=5&chunk_size=7 /stream-bytes/5?chunk_size=x&seed=1
    /stream-bytes/9?seed=1&chunk_size=0 /stream-bytes/9?seed=1&chunk_size=-3`,
  "answers that take their time": `
    /drip?numbytes=3&duration=0 /drip?numbytes=3&duration=0&code=202 /drip?numbytes=0 /drip?numbytes=-1
    /drip?numbytes=x /drip?duration=x /drip?code=x /drip?delay=x /drip?duration=0&delay=0.01&NUMBYTES=3
    /drip?duration=0.05&numbytes=2 /drip?duration=0&code=404&numbytes=1 /drip?numbytes=1.5
    /delay/0.01 /delay/x /delay/-1 /delay/nan /delay/1e-2 /delay/0?a=1&a=2 /delay/.01 /delay/0_0
    /stream/0 /stream/3 /stream/200 /stream/x /stream/2?a=1&a=2`,
  "ranges without a header": `
    /range/0 /range/1 /range/26 /range/30 /range/102400 /range/102401 /range/007 /range/10?chunk_size=x
    /range/10?chunk_size=0 /range/10?duration=x /range/10?CHUNK_SIZE=3`,
  "entity tags and ages": `
    /cache/0 /cache/007 /cache/99999999999999999999 /etag/%C3%A9 /etag/a%20b?c=1`,
  "response headers": `
    /response-headers /response-headers?a=1&b=2 /response-headers?a=1&a=2 /response-headers?A=1&a=2
    /response-headers?Content-Type=text/plain /response-headers?X-Long=${"x".repeat(100)} /response-headers?b=%C3%A9
    /response-headers?a= /response-headers?Connection=x&a=1 /response-headers?Set-Cookie=a%3D1&Set-Cookie=b%3D2
    /response-headers?Access-Control-Allow-Origin=x /response-headers?content-type=text/html;%20charset=x
    /response-headers?a=%22q%22%5C`,
  base64: `
    /base64/SGVsbG8 /base64/SGVsbG8= /base64/aGk_ /base64/aGk- /base64/4oKs /base64/8J-mig== /base64/_w== /base64/YQ
    /base64/YQ= /base64/YQ== /base64/YWI=YQ== /base64/!!YQ== /base64/Y%20Q== /base64/= /base64/YQ==YQ== /base64/YQ===
    /base64/PGI- /base64/YWJjZGVm /base64/%C3%A9YQ==`,
  "choices of statuses": `
    /status/x /status/20x /status/1.5 /status/+200 /status/%20200 /status/2_00 /status/200:1 /status/200:0,404:1
    /status/200:1,404:0 /status/200,200 /status/200:2,200:1 /status/200, /status/, /status/200,x /status/200:x,404
    /status/200:1:1,404 /status/200:0,404:0 /status/404:1e3,500:.0 /status/200:,404:1`,
};

const QUERIES = words(`
  ?a=1 ?a=1&a=2 ?a=1&b=2&a=3 ?a ?a= ?=a ?&&a=1& ?a=b=c ?a=1;b=2 ?a+b=c+d ??a=1 ?a=%20%2B%26 ?%C3%A9=%E2%82%AC
  ?a=%F0%9F%A6%8A ?a=%ff ?a=% ?a=%zz ?b=1&a=2&10=3&9=4&_=5 ?__proto__=1&constructor=2 ?a=/x?y ?a=%2f%41%7e&b=[1]
  ?a='()*!$,;:@ ?a=%22%3C%5C ?A=1&a=2 ?a=%00 ?show_env ?a=%EF%BB%BFb ?a=%ff%c3%a9 ?a=%7F`);

const STATUSES = words(`
  201 202 203 204 205 206 226 300 301 302 303 304 305 306 307 308 400 401 402 403 404 405 406 407 408 409 410 412 413
  416 418 422 428 429 431 451 499 500 501 502 503 504 511 599`);

const RANGES = lines(`
  bytes=0-4 | bytes=10- | bytes=-5 | bytes=0-99 | bytes=99- | bytes=5-3 | bytes=-0 | bytes=-1000 | bytes=25-25
  bytes=0-1,3-4 | bytes=a-b | bytes | bytes=5 | items=0-1 | bytes=0-1=2 | bytes= 0 - 1 | 0-1 | bytes=0-25`);

const TAGS = lines(`x | "x" | W/"x" | "a", "x" | * | "a" | a, x | "a" , W/"x"`);

const ACCEPTED = lines(`
  image/webp | image/svg+xml | image/jpeg | image/png | image/* | */* | text/html | IMAGE/JPEG | image/png, image/webp`);

export const table: Readonly<Record<string, readonly Row[]>> = {
  "every route by GET": EVERY_ROUTE.map((path) => get(path)),
  "every route by HEAD": EVERY_ROUTE.map((path) => send("HEAD", path)),
  "every route by OPTIONS": EVERY_ROUTE.map((path) => send("OPTIONS", path)),
  "every route by another method": EVERY_ROUTE.map((path) => send("PUT", path)),
  ...Object.fromEntries(
    Object.entries(PATHS).map(([title, paths]) => [title, words(paths).map((path) => get(path))]),
  ),
  methods: [
    get(""),
    ...words("POST PUT PATCH DELETE TRACE OPTIONS HEAD").flatMap((method) =>
      words(
        "/anything /anything/x?y=1 /status/202 /redirect-to?url=/y /response-headers?x-a=1 /get /post",
      ).map((path) => send(method, path)),
    ),
    send("PROPFIND", "/anything"),
    send("PROPFIND", "/nope"),
    send("OPTIONS", "/nope"),
    send("HEAD", "/status/418"),
  ],
  queries: QUERIES.flatMap((query) => [get(`/get${query}`), get(`/stream/1${query}`)]),
  statuses: STATUSES.map((status) => get(`/status/${status}`)),
  "headers that are shown": [
    get("/headers", { "x-LOWER-Case": "v", "X-Two": ["1", "2"], "x-b3-traceid": "t", "X-Empty": "" }),
    get("/headers", { "X-Latin1": "\u00e9\u00ff", "Content-Type": "" }),
    get("/headers", { Via: "proxy", "X-Request-Id": "1", "X-Forwarded-Port": "8", "Total-Route-Time": "0" }),
    get("/headers?show_env=1", { Via: "proxy", "X-Request-Id": "1", "X-Heroku-Dynos-In-Use": "1" }),
    get("/user-agent", { "User-Agent": "agent/1.0" }),
  ],
  "headers that tell where the client is": [
    get("/get", { Host: "httpbin.test:80" }),
    get("/absolute-redirect/2", { Host: "httpbin.test:8080" }),
    get("/ip", { "X-Forwarded-For": "203.0.113.1, 198.51.100.2" }),
    get("/get", { "X-Forwarded-For": "203.0.113.1" }),
    get("/get?a=1", { "X-Forwarded-Proto": "https" }),
    get("/get", { "X-Forwarded-Protocol": "wss" }),
    get("/get", { "X-Forwarded-Ssl": "on" }),
    get("/get", { "X-Forwarded-Ssl": "off" }),
    get("/get", { "X-Forwarded-Proto": "", "X-Forwarded-Protocol": "https" }),
    get("/cookies/set?a=1", { "X-Forwarded-Proto": "https" }),
    get("/get", { Origin: "https://example.com" }),
    send("OPTIONS", "/get", { Origin: "https://a.example", "Access-Control-Request-Headers": "X-A, X-B" }),
    send("OPTIONS", "/nope", { "Access-Control-Request-Headers": "X-A" }),
  ],
  "cookies that are shown": [
    get("/cookies", { Cookie: "a=1; b=2" }),
    get("/cookies", { Cookie: "a=1; a=2;c" }),
    get("/cookies", { Cookie: 'q="x y\\054\\303\\251"; e=; =v; z = 1 ; u=\u00c3\u00a9; s="a;b"' }),
    get("/cookies", { Cookie: "__utma=1; _gauges_unique=2; mine=3" }),
    get("/cookies?show_env=1", { Cookie: "__utma=1; mine=3" }),
  ],
  ranges: [
    ...RANGES.map((range) => get("/range/26", { Range: range })),
    get("/range/100?chunk_size=7&duration=0.02", { Range: "bytes=3-40" }),
  ],
  "conditional requests": [
    get("/cache", { "If-Modified-Since": "Sat, 29 Oct 1994 19:43:31 GMT" }),
    get("/cache", { "If-None-Match": '"x"' }),
    get("/cache", { "If-None-Match": "" }),
    ...TAGS.flatMap((tag) => [get("/etag/x", { "If-None-Match": tag }), get("/etag/x", { "If-Match": tag })]),
    get("/etag/x", { "If-None-Match": "a", "If-Match": "b" }),
  ],
  images: [...ACCEPTED, ""].map((accept) => get("/image", { Accept: accept })),
  ...bodyRequests,
  ...authRequests,
};

type Fields = Readonly<Record<string, string | readonly string[]>>;

function get(path: string, fields?: Fields): Row {
  return send("GET", path, fields);
}

function send(method: string, path: string, fields: Fields = {}): Row {
  const headers = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  );
  return {
    method,
    path: `/httpbin${path}`,
    headers,
    note: headers.map((pair) => pair.join(": ")).join(", "),
  };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function lines(text: string): string[] {
  return text.trim().split(/\s+\| |\n\s*/);
}
