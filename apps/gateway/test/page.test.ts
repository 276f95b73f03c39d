/** The page in a real browser. */
import type { Application, Chunk } from "@tsgi/core";
import { hasCommand, needsDebian } from "@tsgi/harness/debian";
import { serve, type RunningServer } from "@tsgi/node";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { app } from "../src/app.ts";

const isHere = needsDebian("the gateway's page in a browser", "chromium", () => hasCommand("chromium"));

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where to leave pictures of the page, for people to look at: TSGI_SCREENSHOTS=folder. */
const screenshots = process.env["TSGI_SCREENSHOTS"];

/** The gateway, whose `/httpbin/drip` stops after five bytes until the test has seen them. */
function holding(seen: Promise<void>): Application {
  const held = async function* (body: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
    let count = 0;
    for await (const chunk of body) {
      yield chunk;
      if (++count === 5) await seen;
    }
  };
  return async (environ, startResponse) => {
    const body = await app(environ, startResponse);
    return environ.pathInfo === "/httpbin/drip" ? held(body as AsyncIterable<Chunk>) : body;
  };
}

describe.runIf(isHere)("the gateway's page in a browser", () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    [server, browser] = await Promise.all([
      serve(app, { port: 0, signals: false }),
      chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ARGS }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    complaints = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
    await page.goto(server.url);
  });
  afterEach(async () => {
    await page.close();
  });

  test("shows the stream's ticks as they come, and complains of nothing", async () => {
    await page.locator("#count", { hasText: /^([3-9]|\d\d)$/ }).waitFor();
    // Read at one moment: the next tick may come at any time.
    const [count, dots] = (await page.evaluate(
      "[Number(document.getElementById('count').textContent), document.querySelectorAll('.trail .on').length]",
    )) as [number, number];
    expect(dots).toBe(count);
    expect(await page.textContent("#state")).toBe("connected");
    expect(await page.textContent("#uptime")).toMatch(/^\d+ s$/);
    expect(await page.textContent("h1")).toBe("One application, any host. Here it runs on node.");
    expect(complaints).toEqual([]);
  });

  // Before the tests that close a server of their own: that shuts the application down, which they share, and Fastify with it.
  test("leads to each application and home again, without JavaScript, on a phone", async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    const phone = await context.newPage();
    phone.setDefaultTimeout(120_000);
    await phone.goto(server.url);
    for (const [name, path, title] of [
      ["Notes", "api/docs", /^Notes/],
      ["Shop", "shop/", /^Good things/],
      ["Files", "files/", /^Files$/],
      ["httpbin", "httpbin/", /^httpbin on TSGI$/],
    ] as const) {
      await phone.getByRole("navigation", { name: "Gateway" }).getByRole("link", { name }).click();
      await phone.waitForURL(server.url + path);
      expect(await phone.textContent("h1")).toMatch(title);
      const box = await phone.locator("nav a[aria-current=page]").boundingBox();
      expect(box!.height).toBeGreaterThanOrEqual(44);
      expect(box!.x + box!.width).toBeLessThanOrEqual(390);
      await phone.getByRole("link", { name: "TSGI gateway" }).click();
      await phone.waitForURL(server.url);
    }
    await phone.goto(`${server.url}not/here`);
    expect(await phone.textContent("h1")).toBe("Page not found");
    await phone.getByRole("link", { name: "TSGI gateway" }).click();
    await phone.waitForURL(server.url);
    await context.close();
  });

  test("reports when the server is gone", async () => {
    const own = await serve(app, { port: 0, signals: false, shutdownTimeout: 0 });
    await page.goto(own.url);
    await page.locator("#state", { hasText: /^connected$/ }).waitFor();
    await own.close();
    await page.locator("#state[data-state=disconnected]").waitFor();
    expect(await page.textContent("#state")).toBe("disconnected");
  });

  test("shows the answer of a route that is tried", async () => {
    await page.getByRole("link", { name: "/status/418" }).click();
    await page.locator("#answer-body", { hasText: "teapot" }).waitFor();
    expect(await page.textContent("#answer-head")).toMatch(/^418 {2}· {2}\/httpbin\/status\/418/);
  });

  test("shows a slow answer while it arrives", async () => {
    const shown = Promise.withResolvers<void>();
    const own = await serve(Object.assign(holding(shown.promise), app), { port: 0, signals: false });
    await page.goto(own.url);
    await page.getByRole("link", { name: "/drip" }).click();
    await page.locator("#answer-body", { hasText: /^[*]{1,29}$/ }).waitFor();
    shown.resolve();
    await page.locator("#answer-body", { hasText: /^[*]{30,}$/ }).waitFor();
    expect(await page.textContent("#answer-body")).toHaveLength(30);
    await page.goto("about:blank");
    await own.close();
  });

  test("shows an image, and JSON in lines", async () => {
    await page.getByRole("link", { name: "/image/svg" }).click();
    await page.locator("#answer-image").waitFor();
    expect(await page.evaluate("document.getElementById('answer-image').decode()")).toBeUndefined();
    await page.getByRole("link", { name: "/headers" }).and(page.locator("[href$='/headers']")).click();
    await page.locator("#answer-body", { hasText: '"Host": ' }).waitFor();
    expect(await page.textContent("#answer-body")).toMatch(/^\{\n {2}"headers": \{\n/);
    expect(await page.isHidden("#answer-image")).toBe(true);
    expect(complaints).toEqual([]);
  });

  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("fits, %s and %i pixels wide", async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole("link", { name: "/get?hello=world" }).click();
    await page.locator("#answer-body", { hasText: "hello" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const [ground, ink] = (await page.evaluate(
      "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]",
    )) as [string, string];
    expect(contrast(ground, ink)).toBeGreaterThan(7);
    if (screenshots)
      await page.screenshot({ path: `${screenshots}/${colorScheme}-${width}.png`, fullPage: true });
  });
});

/** Ratio of two colours' luminances (WCAG 2.2, 1.4.6 asks for 7). */
function contrast(...colors: readonly [string, string]): number {
  const [darker, lighter] = colors.map(luminance).toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = color.match(/\d+/g)!.map((channel) => {
    const value = Number(channel) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
