/** Applications as people have them, written against fetch, Hono, h3 and itty-router, without a word of TSGI. */
import { H3, readBody, redirect, setCookie, getQuery, getCookie } from "h3";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { etag } from "hono/etag";
import { AutoRouter, error, json, withCookies } from "itty-router";

/** Every header of a request that is not the connection's own, sorted. */
function fieldsOf({ headers }: Request): [string, string][] {
  return [...headers].filter(([name]) => !CONNECTION.has(name));
}
const CONNECTION = new Set(["host", "connection", "transfer-encoding", "keep-alive"]);

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const hex = (data: ArrayBuffer): string =>
  [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Answers by the path's first segment. */
const pages: Readonly<Record<string, (request: Request, url: URL) => Response | Promise<Response>>> = {
  async echo(request, { pathname, search }) {
    const body = hex(await request.arrayBuffer());
    return Response.json({ method: request.method, pathname, search, fields: fieldsOf(request), body });
  },
  text: async (request) => new Response(await request.text()),
  json: async (request) => Response.json(await request.json()),
  blob: async (request) => {
    const blob = await request.blob();
    return new Response(blob, { headers: { "x-size": String(blob.size) } });
  },
  async form(request) {
    const form = await request.formData();
    const entries = await Promise.all(
      [...form].map(async ([name, value]) => [
        name,
        typeof value === "string" ? value : [value.name, value.type, await value.text()],
      ]),
    );
    return Response.json(entries);
  },
  async clone(request) {
    const copy = request.clone();
    return Response.json([await request.text(), await copy.text(), request.bodyUsed]);
  },
  async copy(request) {
    const copy = new Request(request, { headers: { "x-copied": "yes" } });
    return Response.json([copy instanceof Request, copy.method, fieldsOf(copy), await copy.text()]);
  },
  async moved(request, url) {
    const copy = new Request(new URL("/elsewhere", url), request);
    return Response.json([copy.method, new URL(copy.url).pathname, fieldsOf(copy), await copy.text()]);
  },
  async stream(request) {
    let size = 0;
    if (request.body !== null) for await (const chunk of request.body) size += chunk.length;
    return new Response(String(size));
  },
  pass: (request) => new Response(request.body, { headers: { "content-type": "application/octet-stream" } }),
  twice: async (request) => {
    await request.text();
    const again = await request.text().then(
      () => "read",
      (failure: Error) => failure.name,
    );
    return new Response(`${again} ${request.bodyUsed}`);
  },
  instance: (request) =>
    Response.json([request instanceof Request, request.headers instanceof Headers, request.signal.aborted]),

  bytes: () => new Response(bytes),
  typed: () => new Response(bytes.buffer, { headers: { "content-type": "image/x-test" } }),
  chunks: () =>
    new Response(
      new ReadableStream({
        async pull(controller) {
          controller.enqueue(new TextEncoder().encode("one "));
          await new Promise((resolve) => setTimeout(resolve, 1));
          controller.enqueue(new TextEncoder().encode("two"));
          controller.close();
        },
      }),
      { headers: { "content-type": "text/plain" } },
    ),
  empty: () => new Response(""),
  none: () => new Response(null),
  large: () => new Response("x".repeat(300_000)),
  unicode: () => new Response("žluťoučký 日本 🦄"),
  params: () => new Response(new URLSearchParams({ a: "1", b: "2 3" })),
  status: (_request, url) => {
    const status = Number(url.pathname.split("/")[2]);
    return new Response([204, 205, 304].includes(status) ? null : `status ${status}`, { status });
  },
  cookies() {
    const headers = new Headers({ "content-type": "text/plain" });
    headers.append("set-cookie", "a=1; Path=/, x");
    headers.append("set-cookie", "b=2; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
    headers.append("vary", "accept");
    headers.append("vary", "origin");
    return new Response("cookies", { headers });
  },
  latin1: () => new Response("latin1", { headers: { "x-latin1": "caf\u00e9 \u00fc" } }),
  absolute: () => Response.redirect("https://example.com/there?q=1", 308),
  relative: () => new Response(null, { status: 303, headers: { location: "/relative?x=%2F" } }),
  range(request) {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
    const headers = { "accept-ranges": "bytes", "content-type": "application/octet-stream" };
    if (match === null) return new Response(bytes, { headers });
    const [start, end] = [Number(match[1]), Number(match[2])];
    if (start > 255) return new Response(null, { status: 416, headers: { "content-range": "bytes */256" } });
    return new Response(bytes.slice(start, end + 1), {
      status: 206,
      headers: { ...headers, "content-range": `bytes ${start}-${end}/256` },
    });
  },
  cached(request) {
    const headers = { etag: '"v1"', "cache-control": "max-age=60" };
    const isKnown = request.headers.get("if-none-match") === '"v1"';
    return isKnown ? new Response(null, { status: 304, headers }) : new Response("cached", { headers });
  },
  gzip: () =>
    new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")), {
      headers: { "content-type": "text/plain", "x-encoding": "gzip" },
    }),
  declared: () => new Response("12345", { headers: { "content-length": "5" } }),
};

export function fetchApp(request: Request): Response | Promise<Response> {
  const url = new URL(request.url);
  const page = pages[url.pathname.split("/")[1]!];
  return page === undefined ? new Response("Not Found", { status: 404 }) : page(request, url);
}

export const honoApp = new Hono().basePath("/hono");
honoApp.use("/etag", etag());
honoApp.use("/limited", bodyLimit({ maxSize: 10 }));
honoApp.get("/", (c) => c.text("Hono"));
honoApp.get("/users/:id", (c) => c.json({ id: c.req.param("id"), query: c.req.queries("q") ?? [] }));
honoApp.post("/users", async (c) => c.json(await c.req.json(), 201));
honoApp.post("/form", async (c) => c.json(await c.req.parseBody({ all: true })));
honoApp.post("/limited", async (c) => c.text(await c.req.text()));
honoApp.get("/etag", (c) => c.text("tagged"));
honoApp.get("/cookie", (c) => {
  c.header("set-cookie", "a=1", { append: true });
  c.header("set-cookie", "b=2", { append: true });
  return c.html(`<p>${c.req.header("cookie") ?? "none"}</p>`);
});
honoApp.get("/redirect", (c) => c.redirect("/hono/"));
honoApp.get("/throws", () => {
  throw new Error("thrown");
});
honoApp.onError((_error, c) => c.text("handled", 500));

export const h3App = new H3();
h3App.get("/h3/users/:id", (event) => ({ id: event.context.params!["id"], query: getQuery(event) }));
h3App.post("/h3/users", async (event) => ({ got: await readBody(event) }));
h3App.get("/h3/cookie", (event) => {
  setCookie(event, "a", "1");
  setCookie(event, "b", "2");
  return getCookie(event, "session") ?? "none";
});
h3App.get("/h3/redirect", () => redirect("/h3/users/1"));
h3App.get("/h3/bytes", () => bytes);
h3App.get("/h3/null", () => null);

export const ittyApp = AutoRouter({ base: "/itty" });
ittyApp
  .get("/users/:id", ({ params, query }) => ({ id: params["id"], query }))
  .post("/users", (request) => request.json().then((value: unknown) => json(value, { status: 201 })))
  .get("/cookie", withCookies, (request) => request["cookies"])
  .get("/fails", () => error(418, "a teapot"));

/** All of them, as their own host would call them. */
export function existingApp(request: Request, ...rest: unknown[]): Response | Promise<Response> {
  const { pathname } = new URL(request.url);
  if (isBelow(pathname, "/hono")) return honoApp.fetch(request, ...(rest as [never, never]));
  if (isBelow(pathname, "/h3")) return h3App.fetch(request) as Promise<Response>;
  if (isBelow(pathname, "/itty")) return ittyApp.fetch(request) as Promise<Response>;
  return fetchApp(request);
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
