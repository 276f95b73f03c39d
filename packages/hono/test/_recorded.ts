/** Requests that existing applications are asked, natively and through TSGI. */
import { request as send } from "node:http";

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
  /** True if the body goes in chunks, without its length. */
  readonly chunked: boolean;
}

export interface Answer {
  readonly status: number;
  /** In lower case and sorted, without those of the connection, of the moment, and Content-Length. */
  readonly headers: readonly string[];
  readonly length: string | undefined;
  /** In latin1: a character for each byte. */
  readonly body: string;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

const encoder = new TextEncoder();

function ask(
  method: string,
  path: string,
  fields: Fields = {},
  body?: string | Uint8Array,
  chunked = false,
): Recorded {
  const headers = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value as string] as const),
  );
  return {
    method,
    path,
    headers,
    body: typeof body === "string" ? encoder.encode(body) : body,
    chunked,
  };
}

const JSON_TYPE = { "content-type": "application/json" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const MULTIPART = { "content-type": "multipart/form-data; boundary=x" };
const multipart = [
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
  '--x\r\nContent-Disposition: form-data; name="f"; filename="f.txt"\r\nContent-Type: text/plain\r\n\r\nfile\r\n',
  "--x--\r\n",
].join("");
const allBytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const large = "0123456789".repeat(20_000);

const targets = [
  "/echo",
  "/echo?",
  "/echo?a=1&a=2&b",
  "/echo?a=%20+%2B&c=d%26",
  "/echo?q=a?b/c",
  "/echo/",
  "/echo//x///y",
  "/echo/x%2Fy",
  "/echo/%E3%81%82",
  "/echo/%zz",
  "/echo/a.b/..c/.d",
  "/echo/~user;v=1,2",
  "/echo/it's?it's",
  "/echo/a|b^c?a|b^c",
  "/echo/[1]?x[]=1",
  "/echo/%2e%2E/x",
  "/echo/a:b@c",
];

const fields: readonly Fields[] = [
  { accept: "text/html", "accept-language": "en;q=0.5, de" },
  { "x-twice": ["1", "2"] },
  { "X-Mixed-Case": "Kept", "x-empty": "" },
  { cookie: "a=1; b=2" },
  { cookie: ["a=1", "b=2"] },
  { authorization: "Basic dXNlcjpwYXNz" },
  { "x-latin1": "caf\u00e9" },
  { "user-agent": "test/1.0 (x; y)", referer: "http://example.com/?q=1" },
  { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https" },
  { "x-long": "y".repeat(2_000) },
  { "accept-encoding": "gzip, br" },
  { origin: "http://example.com", "sec-fetch-mode": "cors" },
];

const bodies: readonly (readonly [Fields, string | Uint8Array])[] = [
  [JSON_TYPE, '{"a":[1,2,{"b":"\u00fc"}]}'],
  [JSON_TYPE, ""],
  [FORM, "a=1&a=2&b=%20x"],
  [MULTIPART, multipart],
  [{ "content-type": "application/octet-stream" }, allBytes],
  [{ "content-type": "text/plain; charset=utf-8" }, large],
  [{}, "no type"],
];

const responses = (
  "bytes typed chunks empty none large unicode params cookies " +
  "latin1 absolute relative range cached gzip declared nowhere"
)
  .split(" ")
  .map((name) => `/${name}`);

export const recorded: readonly Recorded[] = [
  ...targets.map((path) => ask("GET", path)),
  ...fields.map((list) => ask("GET", "/echo", list)),
  ...["HEAD", "OPTIONS", "DELETE"].map((method) => ask(method, "/echo?m=1")),
  ...["POST", "PUT", "PATCH", "DELETE"].flatMap((method) =>
    bodies.slice(0, 5).map(([type, body]) => ask(method, "/echo", type, body)),
  ),
  ...bodies.map(([type, body]) => ask("POST", "/echo", type, body, true)),
  ask("POST", "/echo"),
  ask("POST", "/text", {}, "\uFEFFbyte order mark \u{1F984}"),
  ask("POST", "/text", {}, Uint8Array.of(0x61, 0xff, 0x62)),
  ask("POST", "/json", JSON_TYPE, '{"deep":{"er":null}}'),
  ask("POST", "/blob", { "content-type": "image/x-test" }, allBytes),
  ask("POST", "/form", FORM, "a=1&a=2&b=%C3%BC+x"),
  ask("POST", "/form", MULTIPART, multipart),
  ask("POST", "/form", MULTIPART, multipart, true),
  ...["/clone", "/copy", "/moved", "/stream", "/pass", "/twice", "/instance"].flatMap((path) => [
    ask("POST", path, { "content-type": "text/plain", "x-a": "1" }, "the body"),
    ask("POST", path, { "content-type": "text/plain" }, large, true),
    ask("GET", path, { "x-a": ["1", "2"] }),
  ]),
  ...responses.flatMap((path) => [ask("GET", path), ask("HEAD", path)]),
  ...[200, 201, 202, 204, 205, 206, 301, 304, 400, 401, 404, 418, 500, 503].map((status) =>
    ask("GET", `/status/${status}`),
  ),
  ask("GET", "/range", { range: "bytes=10-19" }),
  ask("GET", "/range", { range: "bytes=300-400" }),
  ask("GET", "/cached", { "if-none-match": '"v1"' }),
  ask("GET", "/hono"),
  ask("GET", "/hono/users/a%2Fb?q=1&q=2"),
  ask("POST", "/hono/users", JSON_TYPE, '{"name":"Ada"}'),
  ask("POST", "/hono/form", FORM, "a=1&a=2"),
  ask("POST", "/hono/form", MULTIPART, multipart),
  ask("POST", "/hono/limited", {}, "short"),
  ask("POST", "/hono/limited", {}, "short", true),
  ask("POST", "/hono/limited", {}, "longer than ten"),
  ask("POST", "/hono/limited", {}, "longer than ten", true),
  ask("GET", "/hono/etag"),
  ask("HEAD", "/hono/etag"),
  ask("GET", "/hono/cookie", { cookie: "session=1" }),
  ask("GET", "/hono/redirect"),
  ask("GET", "/hono/throws"),
  ask("GET", "/hono/nowhere"),
  ask("GET", "/h3/users/1?q=1&q=2"),
  ask("POST", "/h3/users", JSON_TYPE, '{"name":"Ada"}'),
  ask("GET", "/h3/cookie", { cookie: "session=1" }),
  ask("GET", "/h3/redirect"),
  ask("GET", "/h3/bytes"),
  ask("GET", "/h3/null"),
  ask("GET", "/h3/nowhere"),
  ask("GET", "/itty/users/1?q=1"),
  ask("POST", "/itty/users", JSON_TYPE, '{"name":"Ada"}'),
  ask("GET", "/itty/cookie", { cookie: "a=1; b=2" }),
  ask("GET", "/itty/fails"),
  ask("GET", "/itty/nowhere"),
];

/** In words, for reports. */
export function nameOf({ method, path, headers, body, chunked }: Recorded): string {
  const names = headers.map(([name, value]) => `${name}: ${value.slice(0, 30)}`).join(", ");
  const size = body === undefined ? "" : ` ${body.length} bytes${chunked ? " in chunks" : ""}`;
  return `${method} ${path}${names === "" ? "" : ` [${names}]`}${size}`;
}

/** Of one connection, or of the moment. */
const LEFT_OUT = new Set(["connection", "date", "keep-alive", "transfer-encoding", "content-length"]);

/** Asks a server, on a connection of its own. */
export function askServer(base: string, each: Recorded): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const headers = ["host", "existing.example", "connection", "close", ...each.headers.flat()];
    if (each.chunked) headers.push("transfer-encoding", "chunked");
    else if (each.body !== undefined) headers.push("content-length", String(each.body.length));
    else if (!["GET", "HEAD", "OPTIONS", "DELETE"].includes(each.method)) headers.push("content-length", "0");
    const call = send({ hostname, port, method: each.method, path: each.path, headers, agent: false });
    call.on("error", reject);
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          headers: fieldsOf(response.rawHeaders),
          length: response.headers["content-length"],
          body: Buffer.concat(chunks).toString("latin1"),
        }),
      );
    });
    call.end(each.body);
  });
}

function fieldsOf(raw: readonly string[]): string[] {
  const lines = raw.flatMap((name, i) => (i % 2 === 0 ? [`${name.toLowerCase()}: ${raw[i + 1]!}`] : []));
  return lines.filter((field) => !LEFT_OUT.has(field.split(":", 1)[0]!)).toSorted();
}
