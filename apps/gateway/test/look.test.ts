/** The look of the gateway's pages: one header, one stylesheet, error pages for browsers, and links that work. */
import { serve, type RunningServer } from "@tsgi/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app } from "../src/app.ts";
import { EXAMPLES } from "../src/httpbin/examples.ts";
import { groups } from "../src/httpbin/index.ts";
import { homeAbove } from "../src/look/home-above.ts";
import { style } from "../src/look/style.ts";
import { traits } from "../src/page/traits.ts";
import { exchange } from "./_exchange.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

let server: RunningServer;

beforeAll(async () => {
  server = await serve(app, { port: 0, signals: false });
});
afterAll(() => server?.close());

async function get(path: string, headers: readonly (readonly [string, string])[] = []) {
  const { status, headers: fields, body } = await exchange(server.port, { method: "GET", path, headers });
  return { status, fields, type: fields["content-type"]?.[0], text: body.toString() };
}

const browse = (path: string) => get(path, [["Accept", BROWSER]]);

/** The URLs of the attributes that match. */
function urls(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, url]) =>
    url!.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/"),
  );
}

describe("every page", () => {
  const pages = [
    "/",
    "/api/docs",
    "/shop/",
    "/shop/products/mug",
    "/shop/cart",
    "/shop/sign-in",
    "/shop/nope",
    "/files/",
    "/files/nope",
    "/httpbin/",
    "/nope",
    "/health/nope",
    "/kinds/nope",
    "/kinds/koa/nope",
    "/kinds/tsgi/error",
    "/api/nope",
  ];

  test.each(pages)("%s begins with the way home, and has the one stylesheet", async (path) => {
    const { text, fields } = await browse(path);
    const base = new URL(path, server.url);
    const at = (url: string): string => new URL(url, base).pathname;
    expect(text.match(/<header/g)).toHaveLength(1);
    expect(urls(text, /<a class="brand" href="([^"]*)"><svg/g).map(at)).toEqual(["/"]);
    const nav = urls(/<nav aria-label="Gateway">.*?<\/nav>/s.exec(text)![0], /href="([^"]*)"/g);
    expect(nav.map(at)).toEqual(["/api/docs", "/shop/", "/files/", "/httpbin/", "/health"]);
    const sheets = urls(text, /<link rel="stylesheet" href="([^"]*)">/g);
    expect(sheets).toHaveLength(1);
    expect(await get(at(sheets[0]!))).toMatchObject({ status: 200, text: style });
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! type="module" src="app.js"><\/script>)/);
    expect(fields["content-security-policy"]?.join()).toMatch(/^(?:sandbox$|default-src '(?:none|self)')/);
  });

  test("all links of the home page work", async () => {
    const { text } = await browse("/");
    const links = urls(text, /<a [^>]*href="([^"#]*)"/g).map((url) => new URL(url, server.url));
    expect(links.length).toBeGreaterThan(30);
    const seen = await Promise.all(
      links.map(
        async ({ pathname, search }) => [pathname, (await browse(pathname + search)).status] as const,
      ),
    );
    expect(seen.filter(([path, status]) => status >= 400 && path !== "/httpbin/status/418")).toEqual([]);
  });

  test.each(["httpbin.localhost", "notes.localhost"])("%s leads to the site above it", async (name) => {
    const path = name.startsWith("notes") ? "/docs" : "/";
    const { text } = await get(path, [["Host", `${name}:3000`]]);
    expect(urls(text, /<a class="brand" href="([^"]*)">/g)).toEqual(["http://localhost:3000/"]);
    const [sheet] = urls(text, /<link rel="stylesheet" href="([^"]*)">/g);
    expect((await get(sheet!, [["Host", `${name}:3000`]])).text).toBe(style);
  });

  test.each([
    ["http://notes.localhost:3000/docs", "http://localhost:3000/"],
    ["https://a.b.localhost/", "https://b.localhost/"],
    ["http://localhost:3000/", undefined],
    ["http://notes.example/", undefined],
    ["http://127.0.0.1/", undefined],
    ["no URL", undefined],
  ])("the site above %s is %s", (url, home) => {
    expect(homeAbove(url)).toBe(home);
  });
});

describe("errors", () => {
  test.each([
    ["/nope", 404, "Page not found"],
    ["/kinds/koa/nope", 404, "Page not found"],
    ["/api/nope", 404, "Page not found"],
    ["/kinds/tsgi/error", 500, "Something went wrong"],
    ["/kinds/koa/error", 500, "Something went wrong"],
  ])("are pages for browsers: %s", async (path, status, title) => {
    const page = await browse(path);
    expect([page.status, page.type]).toEqual([status, "text/html; charset=utf-8"]);
    expect(page.text).toContain(`<h1>${title}</h1>`);
    expect(page.text).not.toContain("a secret of the sample");
    expect(page.fields["vary"]?.join().toLowerCase()).toContain("accept");
  });

  test.each([undefined, "*/*", "text/plain", "application/json"])(
    "are unchanged for Accept: %s",
    async (accept) => {
      const headers = accept === undefined ? [] : ([["Accept", accept]] as const);
      const [missing, problem, failure] = await Promise.all(
        ["/nope", "/api/nope", "/kinds/tsgi/error"].map((path) => get(path, headers)),
      );
      expect([missing!.status, missing!.type, missing!.text]).toEqual([
        404,
        "text/plain; charset=utf-8",
        "Not Found",
      ]);
      expect([problem!.status, problem!.type]).toEqual([404, "application/problem+json"]);
      const type = accept === "application/json" ? "application/problem+json" : "text/plain; charset=utf-8";
      expect([failure!.status, failure!.type]).toEqual([500, type]);
    },
  );

  test("httpbin's stay its own, for browsers too", async () => {
    expect((await browse("/httpbin/nope")).text).toContain("<title>404 Not Found</title>");
  });
});

describe("httpbin's routes", () => {
  test("have an example and a text each, and no example is without a route", () => {
    const patterns = groups.flatMap(([, routes]) => routes.map(({ pattern }) => pattern));
    expect(Object.keys(EXAMPLES).toSorted()).toEqual([...new Set(patterns)].toSorted());
  });

  test("are listed by subject, and every link works, unless its text names an error", async () => {
    const { text } = await browse("/httpbin/");
    expect(urls(text, /<a href="#([^"]*)">/g)).toEqual(urls(text, /<h2 id="([^"]*)">/g));
    const items = [...text.matchAll(/<div><a href="([^"]*)">.*?<p>(.*?)<\/p>/g)];
    expect(items.length).toBeGreaterThan(45);
    const wrong = await Promise.all(
      items.map(async ([, href, says]) => {
        const { status } = await browse(href!.replaceAll("&amp;", "&"));
        const named = /\b4\d\d\b/.exec(says!)?.[0];
        return (named === undefined ? status < 400 : status === Number(named)) ? [] : [`${href} ${status}`];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });
});

describe("the matrix", () => {
  test("shows what differs: each host's cases, with marks that the legend explains", async () => {
    const { text } = await browse("/");
    for (const [topic, name] of [
      ["Trailers", "trailers"],
      ["Notices that a client disconnects", "leave"],
      ["HTTP/1.0", "http10"],
    ] as const) {
      const row = text.split("<tr>").find((part) => part.startsWith(`<th scope="row">${topic}<`))!;
      const shown = [...row.matchAll(/aria-hidden="true">(.)<\/span><span>([^<]*)</g)];
      const seen = traits
        .map(({ passed }) => passed[name])
        .map(([some, all]: readonly [number, number]) => [
          some === all ? "✓" : some === 0 ? "–" : "◐",
          `${some}/${all}`,
        ]);
      expect(shown.map(([, ...cell]) => cell)).toEqual(seen);
      expect(new Set(seen.map(([mark]) => mark)).size).toBeGreaterThan(1);
    }
    expect(text.match(/<ul class="legend">.*?<\/ul>/s)![0].match(/<li>/g)).toHaveLength(3);
    for (const { host, reasons } of traits) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(text).toContain(`<details><summary>${host}</summary>`);
    }
  });
});
