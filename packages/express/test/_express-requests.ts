/** Requests that an Express application answers alike, by itself and through TSGI. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer | undefined;
  /** True when the application needs files for it. */
  readonly needsFiles: boolean;
}

type Headers = Recorded["headers"];

const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

export const recorded: readonly Recorded[] = [
  ...gets(
    "/",
    "/nowhere",
    "/nowhere?x=1",
    "//",
    "/routes/users/7",
    "/routes/users/a%20b",
    "/routes/users/a%2Fb",
  ),
  ...gets("/routes/users/%E3%81%82/posts/x", "/routes/users/7/", "/routes/users/%ZZ", "/ROUTES/users/7"),
  ...gets("/routes/next", "/routes/skip", "/routes/param/good", "/routes/param/bad", "/?", "/?a", "/?a=1#b"),
  ...["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].flatMap((method) => [
    ask(method, "/routes/any"),
    ask(method, "/routes/verbs"),
    ask(method, "/nowhere/at/all"),
    ask(method, "/request/facts?a=1"),
  ]),
  ...gets("/mounted/acme", "/mounted/acme/", "/mounted/acme/leaf?q", "/mounted/acme/deep/a/b%2Fc?x=1"),
  ...gets("/mounted/a%20b/leaf", "/child", "/child/", "/child/x/y?z", "/child?z"),
  ...gets("/errors/sync", "/errors/async", "/errors/next", "/errors/default"),
  ...gets("/send/text", "/send/buffer", "/send/object", "/send/null", "/send/empty", "/send/end"),
  ...gets(
    "/send/end-text",
    "/send/json",
    "/send/jsonp",
    "/send/jsonp?callback=go",
    "/send/jsonp?callback=a[0].b",
  ),
  ...[200, 201, 202, 203, 206, 300, 400, 401, 404, 409, 418, 451, 500, 503].flatMap((status) =>
    gets(`/send/status/${status}`, `/send/send-status/${status}`),
  ),
  ...gets("/send/send-status/204", "/send/send-status/205", "/send/send-status/304", "/send/status/204"),
  ...gets("/send/status/304", "/send/status/205"),
  ...gets("/send/redirect", "/send/redirect-301", "/send/location", "/send/cookie", "/send/attachment"),
  ...gets("/send/append", "/send/headers", "/send/write-head", "/send/write-head-list", "/send/stream"),
  ...gets(
    "/send/encodings",
    "/send/hop-by-hop",
    "/send/etag",
    "/send/modified",
    "/send/length",
    "/send/large",
  ),
  ...[
    "text/plain",
    "text/html",
    "application/json",
    "image/png",
    "*/*",
    "text/*;q=0.3, text/html;q=0.7",
    "",
  ].map((accept) => ask("GET", "/send/format", { accept })),
  ask("GET", "/send/redirect", { accept: "text/html" }),
  ask("GET", "/send/redirect", { accept: "application/json" }),
  ...[
    "/send/text",
    "/send/json",
    "/send/stream",
    "/send/large",
    "/send/length",
    "/send/end",
    "/send/cookie",
  ].map((path) => ask("HEAD", path)),
  ask("HEAD", "/send/write-head"),
  ask("HEAD", "/send/redirect"),
  ask("HEAD", "/errors/sync"),
  ask("GET", "/send/etag", { "if-none-match": '"mine"' }),
  ask("GET", "/send/etag", { "if-none-match": 'W/"mine"' }),
  ask("GET", "/send/etag", { "if-none-match": '"other", "mine"' }),
  ask("GET", "/send/etag", { "if-none-match": '"other"' }),
  ask("GET", "/send/etag", { "if-none-match": "*" }),
  ask("GET", "/send/modified", { "if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT" }),
  ask("GET", "/send/modified", { "if-modified-since": "Sun, 31 Dec 2023 00:00:00 GMT" }),
  ask("GET", "/send/modified", {
    "if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT",
    "cache-control": "no-cache",
  }),
  ...gets(
    "/request/facts",
    "/request/facts?a=b&c",
    "/request/ips",
    "/request/query",
    "/request/query?a=1&a=2",
  ),
  ...gets(
    "/request/query?a[b]=1&a[c]=2",
    "/request/query?a=%20+%2B",
    "/request/query?%zz=1",
    "/request/query?a=b?c",
  ),
  ask("GET", "/request/facts", { "x-forwarded-proto": "https", "x-forwarded-host": "a.b.example.com:8443" }),
  ask("GET", "/request/facts", { "x-forwarded-proto": "https, http" }),
  ask("GET", "/request/facts", { host: "www.shop.example.com" }),
  ask("GET", "/request/facts", { host: "[::1]:3000" }),
  ask("GET", "/request/facts", { "x-requested-with": "XMLHttpRequest" }),
  ask("GET", "/request/ips", { "x-forwarded-for": "203.0.113.7" }),
  ask("GET", "/request/ips", { "x-forwarded-for": "203.0.113.7, 198.51.100.2" }),
  ask("GET", "/request/ips", { "x-forwarded-for": "203.0.113.7, 198.51.100.2, 192.0.2.1" }),
  ask("GET", "/request/accepts"),
  ask("GET", "/request/accepts", {
    accept: "application/json;q=0.2, text/html",
    "accept-language": "en;q=0.3, de",
  }),
  ask("GET", "/request/accepts", {
    accept: "image/*",
    "accept-encoding": "br;q=0.1, gzip",
    "accept-charset": "latin1",
  }),
  ask("POST", "/request/is", JSON_TYPE, "{}"),
  ask("POST", "/request/is", { "content-type": "text/plain; charset=utf-8" }, "x"),
  ask("POST", "/request/is", { "content-type": "text/html" }, "x"),
  ask("POST", "/request/is", JSON_TYPE),
  ...["bytes=0-9", "bytes=-5", "bytes=990-", "bytes=0-1,5-6", "bytes=2000-", "lines=1-2", "bytes=x"].map(
    (range) => ask("GET", "/request/range", { range }),
  ),
  ask("GET", "/request/range"),
  ask("GET", "/request/fresh"),
  ask("GET", "/request/fresh", { "if-none-match": '"1"' }),
  ask("GET", "/request/fresh", { "if-none-match": '"2"' }),
  ask("GET", "/request/fresh", { "if-modified-since": "Tue, 02 Jan 2024 00:00:00 GMT" }),
  ask("GET", "/request/fresh", { "if-none-match": '"1"', "cache-control": "no-cache" }),
  ask("GET", "/request/headers"),
  ask("GET", "/request/headers", {
    accept: "text/html",
    cookie: "a=1; b=2",
    "user-agent": "test",
    "if-match": '"1"',
  }),
  ask("GET", "/request/headers", { "x-many": ["1", "2"], cookie: ["a=1", "b=2"] }),
  ask("GET", "/request/headers", { accept: ["text/html", "text/plain"], referer: "http://example.com/" }),
  ask("GET", "/request/headers", { "x-many": "é" }),
  ask("GET", "/request/raw", { "X-First": "1", "x-second": "2" }),
  ...[`{"a":[1,2,{"b":null}]}`, "{}", "[]", "{", `"text"`, "", `{"ü":"ß"}`].map((body) =>
    ask("POST", "/parsed/json", JSON_TYPE, body),
  ),
  ask("POST", "/parsed/json", JSON_TYPE, JSON.stringify({ long: "x".repeat(15_000) })),
  ask("POST", "/parsed/json", JSON_TYPE, JSON.stringify({ long: "x".repeat(30_000) })),
  ask("POST", "/parsed/json", { "content-type": "application/json; charset=latin2" }, "{}"),
  ask("POST", "/parsed/json", { ...JSON_TYPE, "content-encoding": "nonsense" }, "{}"),
  ...["a=1&a=2", "a[b]=1&a[c][]=2", "", "a=%C3%BC+x", "=", "a"].map((body) =>
    ask("POST", "/parsed/form", FORM_TYPE, body),
  ),
  ask("POST", "/parsed/text", { "content-type": "text/plain" }, "grüße"),
  ask(
    "POST",
    "/parsed/text",
    { "content-type": "text/plain; charset=latin1" },
    Buffer.from("grüße", "latin1"),
  ),
  ask("POST", "/parsed/raw", { "content-type": "application/octet-stream" }, Buffer.from([0, 255, 10, 13])),
  ask("POST", "/parsed/none", { "content-type": "image/png" }, Buffer.from([1])),
  ask("POST", "/parsed/none"),
  ask("POST", "/bodies/pipe", {}, "piped"),
  ask("POST", "/bodies/pipe", {}, Buffer.alloc(200_000, "pipe")),
  ask("POST", "/bodies/pipe", {}, ""),
  ask("POST", "/bodies/count", {}, Buffer.alloc(300_000)),
  ask("POST", "/bodies/count"),
  ask("POST", "/bodies/events", {}, "some"),
  ask("POST", "/bodies/events"),
  ask("POST", "/bodies/unread", {}, "never read"),
  ask("PUT", "/bodies/nowhere", {}, "never read either"),
  ...files("/files/send", "/files/etag", "/files/missing", "/files/outside", "/files/download"),
  ...files(
    "/static/numbers.txt",
    "/static/",
    "/static",
    "/static/missing",
    "/static/%2e%2e/secret",
    "/static/a%00b",
  ),
  ...["bytes=0-9", "bytes=-9", "bytes=90-", "bytes=0-1,5-6", "bytes=2000-", "nonsense"].flatMap((range) => [
    { ...ask("GET", "/files/send", { range }), needsFiles: true },
    { ...ask("GET", "/static/numbers.txt", { range }), needsFiles: true },
  ]),
  { ...ask("HEAD", "/files/send"), needsFiles: true },
  { ...ask("HEAD", "/static/numbers.txt"), needsFiles: true },
  { ...ask("POST", "/static/numbers.txt"), needsFiles: true },
  {
    ...ask("GET", "/files/etag", { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" }),
    needsFiles: true,
  },
  {
    ...ask("GET", "/static/numbers.txt", { "if-unmodified-since": "Sat, 01 Jan 2000 00:00:00 GMT" }),
    needsFiles: true,
  },
];

/** Names a request in the table of differences. Each name is unique. */
export function titleOf({ method, path, headers, body }: Recorded): string {
  const fields = Object.entries(headers).map(([name, value]) => ` ${name}: ${String(value)}`);
  const text = body === undefined ? "" : ` ${String(body).slice(0, 20)} (${body.length})`;
  return `${method} ${path}${fields.join("")}${text}`;
}

function ask(method: string, path: string, headers: Headers = {}, body?: string | Buffer): Recorded {
  return { method, path, headers, body, needsFiles: false };
}

function gets(...paths: string[]): Recorded[] {
  return paths.map((path) => ask("GET", path));
}

function files(...paths: string[]): Recorded[] {
  return gets(...paths).map((request) => ({ ...request, needsFiles: true }));
}
