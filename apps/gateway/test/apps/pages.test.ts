/** The applications' pages in a real browser. */
import { getRequestListener } from "@hono/node-server";
import { hasCommand, needsDebian } from "@tsgi/harness/debian";
import express from "express";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFiles } from "../../src/apps/files/index.ts";
import { createNotes } from "../../src/apps/notes/index.ts";
import { createShop } from "../../src/apps/shop/index.ts";
import { listen } from "../../src/hosts/_listen.ts";
import type { Started } from "../../src/hosts/_start.ts";
import { openStorage } from "../../src/storage.ts";

const isHere = needsDebian("the applications' pages in a browser", "chromium", () => hasCommand("chromium"));

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-sync",
];

/** Where to leave pictures of the pages, for people to look at: TSGI_SCREENSHOTS=folder. */
const screenshots = process.env["TSGI_SCREENSHOTS"];

describe.runIf(isHere)("the applications' pages in a browser", () => {
  let server: Started;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const storage = await openStorage();
    const files = createFiles({ storage, basePath: "/files" });
    await files.ready();
    const app = express()
      .use("/api", getRequestListener(createNotes({ storage, basePath: "/api" }).fetch))
      .use("/shop", createShop({ storage, secret: "a secret of the tests, long enough" }))
      .use("/files", (request, response) => files.routing(request, response));
    [server, browser] = await Promise.all([
      listen(app, { port: 0, hostname: "127.0.0.1" }),
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
    page.on("requestfailed", (request) => {
      // A download ends the navigation that it began with.
      if (!request.url().includes("/files/uploads/")) complaints.push(`${request.url()} failed`);
    });
  });
  afterEach(() => page.close());

  const open = (path: string) => page.goto(server.url + path);

  /** Fits its width, can be read, and names what can be used; leaves a picture. */
  async function look(name: string): Promise<void> {
    for (const [colorScheme, width] of [
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
      ["dark", 360],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      if (screenshots)
        await page.screenshot({ path: `${screenshots}/${name}-${colorScheme}-${width}.png`, fullPage: true });
    }
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.evaluate(UNLABELLED)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  test("the shop leads from a product to the confirmation", async () => {
    await open("shop");
    await look("shop-home");
    await page.getByLabel("Search products").fill("bicycle");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: "Bicycle bell" }).click();
    await look("shop-product");
    await page.getByLabel("How many").fill("2");
    await page.getByRole("button", { name: "Add to cart" }).click();
    expect(await page.getByRole("status").textContent()).toBe("Bicycle bell is in your cart.");
    await look("shop-cart");
    await page.getByLabel("Name").fill("Ada <b>Lovelace</b>");
    await page.getByLabel("Address").fill("12 St James's Square\nLondon");
    await page.getByRole("button", { name: "Order for €29.00" }).click();
    expect(await page.textContent("h1")).toBe("Thank you, Ada <b>Lovelace</b>");
    await look("shop-order");
    expect(complaints).toEqual([]);
  });

  test("the shop's visitor makes an account, and signs in and out", async () => {
    await open("shop/sign-in");
    await look("shop-sign-in");
    await page.getByLabel("User name").fill("grace");
    await page.getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Make a new account" }).click();
    expect(await page.textContent("h1")).toBe("grace");
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: "shop.sid", path: "/shop", httpOnly: true, sameSite: "Lax" });
    await page.getByRole("button", { name: "Sign out" }).click();
    expect(await page.getByRole("status").textContent()).toBe("You are signed out.");
    expect(complaints).toEqual([]);
  });

  test("files are uploaded, opened and deleted", async () => {
    await open("files/");
    await page.getByLabel("Choose files").setInputFiles([
      { name: "grüße.txt", mimeType: "text/plain", buffer: Buffer.from("grüß dich") },
      {
        name: "page.html",
        mimeType: "text/html",
        buffer: Buffer.from("<script>document.title='bad'</script>"),
      },
    ]);
    await page.getByRole("button", { name: "Upload" }).click();
    await page.getByRole("link", { name: "page.html" }).waitFor();
    await look("files");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "page.html" }).click();
    expect((await download).suggestedFilename()).toBe("page.html");
    await page.getByRole("link", { name: "grüße.txt" }).click();
    expect(await page.textContent("body")).toBe("grüß dich");
    await page.goBack();
    await page.getByRole("button", { name: "Delete grüße.txt" }).click();
    expect(await page.getByRole("link", { name: "grüße.txt" }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("the notes are described", async () => {
    await open("api/");
    expect(page.url()).toBe(`${server.url}api/docs`);
    await page.getByText("NoteInput", { exact: true }).last().click();
    await look("notes-docs");
    expect(complaints).toEqual([]);
  });
});

/** Finds controls of a form without a name for assistive technology. */
const UNLABELLED = `[...document.querySelectorAll("input:not([type=hidden]), textarea, button")]
  .filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()))
  .map((one) => one.outerHTML)`;
