/** The rest of the gateway, and its intended differences from the original httpbin. */
import { hash } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import type { Application } from "@tsgi/core";
import { serve, type RunningServer } from "@tsgi/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app } from "../src/app.ts";
import { brotliUncompressed } from "../src/httpbin/brotli.ts";
import { md5 } from "../src/httpbin/md5.ts";
import { events } from "../src/page/events.ts";
import { exchange, type Ask } from "./_exchange.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await serve(app, { port: 0, signals: false });
});
afterAll(() => server?.close());

function get(path: string, rest: Partial<Ask> = {}): ReturnType<typeof exchange> {
  return exchange(server.port, { method: "GET", path, ...rest });
}

describe("the gateway", () => {
  test("tells its health", async () => {
    const { status, headers, body } = await get("/health");
    expect(status).toBe(200);
    expect(headers["content-type"]).toEqual(["application/json"]);
    expect(JSON.parse(body.toString())).toEqual({ status: "ok", host: "node" });
  });

  test.each(["/nope", "/health/x", "/app.js/x", "/events/x"])("answers 404 at %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test.each(["/", "/health", "/app.js", "/style.css", "/icon.svg", "/events"])(
    "takes no POST at %s",
    async (path) => {
      const { status, headers } = await get(path, { method: "POST" });
      expect(status).toBe(405);
      expect(headers["allow"]).toEqual(["GET, HEAD"]);
    },
  );

  test.each(["/", "/health", "/nope", "/kinds/koa/hello", "/shop/", "/files/", "/api/docs"])(
    "adds an id and security headers to the response at %s",
    async (path) => {
      const { headers } = await get(path);
      expect(headers["x-request-id"]?.[0]).toMatch(/^[0-9a-f-]{36}$/);
      for (const name of ["content-security-policy", "x-content-type-options", "referrer-policy"])
        expect(headers[name]).toHaveLength(1);
    },
  );

  test("keeps what httpbin sends from speaking for the origin that it shares", async () => {
    const policy = "response-headers?Content-Security-Policy=script-src%20*&Content-Type=text/html";
    for (const path of [
      "/httpbin/html",
      "/httpbin/",
      "/httpbin/status/404",
      "/httpbin/base64/PGI-",
      "/httpbin",
    ]) {
      const { headers } = await get(path);
      expect(headers["content-security-policy"]).toEqual(["sandbox"]);
    }
    // Policies add up: none lifts another.
    const { headers } = await get(`/httpbin/${policy}`);
    expect(headers["content-security-policy"]?.join(", ")).toContain("sandbox");
    expect(headers["content-security-policy"]?.join(", ")).toContain("script-src *");
  });

  test("has httpbin at an origin of its own, too", async () => {
    const host = { headers: [["Host", "httpbin.localhost:3000"]] as const };
    const { status, headers, body } = await get("/get?a=1", host);
    expect([status, headers["content-security-policy"]]).toEqual([200, undefined]);
    expect(JSON.parse(body.toString())).toMatchObject({ args: { a: "1" } });
    expect((await get("/shop/", host)).status).toBe(404);
  });

  test("adds nothing but an id and a policy to what httpbin answers", async () => {
    const { headers } = await get("/httpbin/get", { headers: [["Accept-Encoding", "gzip"]] });
    for (const name of ["date", "connection", "keep-alive"]) delete headers[name];
    expect(Object.keys(headers).toSorted()).toEqual([
      "access-control-allow-credentials",
      "access-control-allow-origin",
      "content-length",
      "content-security-policy",
      "content-type",
      "x-request-id",
    ]);
  });

  test("compresses and tags the page's files, and takes them for known", async () => {
    const encoding = ["Accept-Encoding", "br"] as const;
    const { headers } = await get("/app.js", { headers: [encoding] });
    expect(headers).toMatchObject({ "content-encoding": ["br"], vary: ["accept-encoding"] });
    const again = await get("/app.js", { headers: [encoding, ["If-None-Match", headers["etag"]![0]!]] });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test("changes a note by the tag that it was read with, whatever the client accepts", async () => {
    const path = "/api/notes";
    const type = ["Content-Type", "application/json"] as const;
    const body = JSON.stringify({ title: "long", text: "word ".repeat(1000) });
    const made = await get(path, { method: "POST", headers: [type], body });
    const note = made.headers["location"]![0]!;
    const read = await get(note, { headers: [["Accept-Encoding", "gzip"]] });
    const match = ["If-Match", read.headers["etag"]![0]!] as const;
    const changed = await get(note, { method: "PUT", headers: [type, match], body });
    expect([made.status, read.status, changed.status]).toEqual([201, 200, 200]);
  });

  test("refuses what pages of other sites post, but to httpbin", async () => {
    const post = { method: "POST", headers: [["Sec-Fetch-Site", "cross-site"]] } as const;
    const statuses = await Promise.all(
      ["/shop/cart/items", "/api/notes", "/files/", "/kinds/tsgi/hello", "/httpbin/post"].map(
        async (path) => (await get(path, post)).status,
      ),
    );
    expect(statuses).toEqual([403, 403, 403, 403, 200]);
  });

  test("answers by host name: the notes have one of their own", async () => {
    const headers = [["Host", "notes.localhost:3000"]] as const;
    const [named, placed, elsewhere] = await Promise.all([
      get("/openapi.json", { headers }),
      get("/api/openapi.json"),
      get("/openapi.json"),
    ]);
    const serversOf = ({ body }: typeof named): unknown =>
      (JSON.parse(body.toString()) as { servers: unknown }).servers;
    expect([serversOf(named), serversOf(placed)]).toEqual([[{ url: "/" }], [{ url: "/api" }]]);
    expect(elsewhere.status).toBe(404);
  });

  test("sends a page that loads nothing but its own files", async () => {
    const { headers, body } = await get("/");
    expect(headers["content-security-policy"]?.[0]).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    const sources = [...body.toString().matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source!);
    expect(sources).toContain("app.js");
    expect(sources.filter((source) => /^[a-z]+:|^\/\//.test(source))).toEqual([]);
    expect(body.toString()).not.toMatch(/<style|\sstyle=|\son\w+=|<script[^>]*>[^<]/);
  });

  test("ends the stream of events when the client disconnects", async () => {
    let ended!: () => void;
    const ending = new Promise<void>((resolve) => (ended = resolve));
    async function* watched(body: AsyncIterable<string>): AsyncGenerator<string> {
      try {
        yield* body;
      } finally {
        ended();
      }
    }
    const stream: Application = (...args) => watched(events(...args) as AsyncIterable<string>);
    await using own = await serve(stream, { port: 0, signals: false });
    const outgoing = request({ port: own.port, agent: false }).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const [chunk] = (await once(response, "data")) as [Buffer];
    expect(chunk.toString()).toMatch(/^data: \{"count":1,"uptime":\d+,"host":"node"\}\n\n$/);
    response.destroy();
    await ending;
  });
});

describe("httpbin, where it goes beyond Debian's version", () => {
  test("has /json", async () => {
    const { status, headers, body } = await get("/httpbin/json");
    expect(status).toBe(200);
    expect(headers["content-type"]).toEqual(["application/json"]);
    expect(JSON.parse(body.toString())).toHaveProperty("slideshow.slides.1.title", "Overview");
  });

  test.each(["199", "600", "0", "-1", "100,100"])(
    "refuses the status %s, which HTTP does not have",
    async (codes) => {
      const { status, body } = await get(`/httpbin/status/${codes}`);
      expect([status, body.toString()]).toEqual([400, "Invalid status code"]);
    },
  );

  test("takes digest credentials with a query, where the original fails", async () => {
    const uri = "/httpbin/digest-auth/auth/u/p?require-cookie=1";
    const response = hash("md5", `${hash("md5", "u:r:p")}:n:${hash("md5", `GET:${uri}`)}`);
    const authorization = `Digest username="u", realm="r", nonce="n", uri="${uri}", response="${response}"`;
    const answer = await get(uri, {
      headers: [
        ["Authorization", authorization],
        ["Cookie", "fake=fake_value"],
      ],
    });
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"authenticated":true,"user":"u"}\n']);
  });

  test.each(["b=%E2%82%AC", "a%0Ab=1", "a=%0D%0Ax"])(
    "answers 500 for headers that cannot be sent: %s",
    async (query) => {
      const { status, headers } = await get(`/httpbin/response-headers?${query}`);
      expect(status).toBe(500);
      expect(headers["access-control-allow-origin"]).toEqual(["*"]);
    },
  );

  test("refuses a body of more than 10 MiB", async () => {
    const { status } = await get("/httpbin/post", { method: "POST", body: "x".repeat(10_485_761) });
    expect(status).toBe(413);
  });
});

describe("brotli without compression", () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 200_000])("round-trips %i bytes", (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 256);
    expect(brotliDecompressSync(brotliUncompressed(bytes)).equals(bytes)).toBe(true);
  });
});

describe("md5", () => {
  test.each([0, 1, 55, 56, 57, 63, 64, 65, 1000])("agrees with Node's on %i bytes", (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 256);
    expect(Buffer.from(md5(bytes)).toString("hex")).toBe(hash("md5", bytes, "hex"));
  });
});
