/** The shop on Express's own server, mounted there, over each store. */
import express from "express";
import { assert, asyncProperty, string, webUrl } from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createShop, type ShopOptions } from "../../src/apps/shop/index.ts";
import { listen } from "../../src/hosts/_listen.ts";
import type { Started } from "../../src/hosts/_start.ts";
import { stores, type TestStore } from "./_stores.ts";
import { tokenOf, Visitor } from "./_visitor.ts";

const secret = "a secret of the tests, long enough";
const HOSTILE = `"><script>alert(1)</script>{{base}}`;
const ADA = { name: "Ada Lovelace", address: "12 St James's Square\nLondon" };

function serve(options: ShopOptions, mount = "/shop"): Promise<Started> {
  return listen(express().use(mount, createShop(options)), { port: 0, hostname: "127.0.0.1" });
}

function addTo(one: Visitor, id: string, count: string): Promise<Response> {
  return one.send(`/products/${id}`, "/cart/items", { id, count });
}

describe.each(Object.keys(stores))("shop, state in %s", (kind) => {
  let store: TestStore;
  let server: Started;
  let base: string;
  const logged: unknown[] = [];

  beforeAll(async () => {
    store = await stores[kind]!();
    server = await serve({ storage: store.storage, secret, logError: (error) => logged.push(error) });
    base = `${server.url}shop`;
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  const visitor = (): Visitor => new Visitor(base);
  test("leads from a product to the confirmation", async () => {
    const one = visitor();
    expect(await one.page("/")).toContain('<a href="/shop/products/bell">');
    const added = await addTo(one, "bell", "2");
    expect([added.status, added.headers.get("location")]).toEqual([303, "/shop/cart"]);
    const cart = await one.page("/cart");
    expect(cart).toContain("Bicycle bell is in your cart.");
    expect(cart).toContain("Order for €29.00");
    expect(await one.page("/cart")).not.toContain("is in your cart."); // a flash is shown once

    await one.send("/cart", "/cart/items/bell", { count: "3" });
    const ordered = await one.send("/cart", "/orders", ADA);
    expect(ordered.status).toBe(303);
    const path = ordered.headers.get("location")!.replace("/shop", "");
    const confirmation = await one.page(path);
    expect(confirmation).toContain("Thank you, Ada Lovelace");
    expect(confirmation).toContain("€43.50");
    expect(confirmation).toContain("12 St James&#39;s Square");
    expect(await one.page("/cart")).toContain("It is empty.");

    expect((await visitor().request(path)).status).toBe(404); // another's order
    const elsewhere = await serve({ storage: await store.reopen(), secret });
    const same = new Visitor(`${elsewhere.url}shop`);
    same.cookies.set("shop.sid", one.cookies.get("shop.sid")!);
    expect(await same.page(path)).toContain("Thank you, Ada Lovelace"); // another process knows the session
    await elsewhere.close();
  });

  test("a count of 0 takes a product out, and none is more than 20", async () => {
    const one = visitor();
    await addTo(one, "mug", "15");
    await addTo(one, "mug", "15");
    expect(await one.page("/cart")).toContain('value="20"');
    await one.send("/cart", "/cart/items/mug", { count: "0" });
    expect(await one.page("/cart")).toContain("It is empty.");
  });

  test("visitors at once see their own carts alone", async () => {
    const ids = ["bell", "lamp", "mug", "notebook", "plant", "scarf"];
    const visitors = Array.from({ length: 12 }, (_, i) => ({ one: visitor(), i, id: ids[i % 6]! }));
    const carts = await Promise.all(
      visitors.map(async ({ one, i, id }) => {
        await addTo(one, id, String(i + 1));
        return one.page("/cart");
      }),
    );
    const lines = carts.map((cart) =>
      Array.from(cart.matchAll(/cart\/items\/(\w+)"|value="(\d+)" min="0"/g), (m) => m[1] ?? m[2]),
    );
    expect(lines).toEqual(visitors.map(({ i, id }) => [id, String(i + 1)]));
    expect(new Set(visitors.map(({ one }) => one.cookies.get("shop.sid"))).size).toBe(12);
  });

  test("a form that is sent twice at once orders once", async () => {
    const one = visitor();
    await one.send("/sign-in", "/sign-up", { user: `twice${kind}`, password: "correct horse" });
    await addTo(one, "scarf", "1");
    const token = tokenOf(await one.page("/cart"));
    const answers = await Promise.all([1, 2].map(() => one.post("/orders", { _csrf: token, ...ADA })));
    const places = new Set(answers.map(({ headers }) => headers.get("location")));
    expect(places.has("/shop/cart") ? places.size - 1 : places.size).toBe(1);
    expect((await one.page("/account")).match(/href="\/shop\/orders\//g)).toHaveLength(1);
  });

  test("the cookie is HttpOnly, SameSite=Lax, and for the mount alone; pages alone make none", async () => {
    const plain = await visitor().request("/");
    expect(plain.headers.getSetCookie()).toEqual([]);
    const { headers } = await visitor().request("/products/bell");
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^shop\.sid=s%3A[\w-]{32}\.[^;]+; Path=\/shop; HttpOnly; SameSite=Lax$/),
    ]);
  });

  test("over https, the cookie is Secure", async () => {
    const parent = express().use("/shop", (req, _res, next) => {
      Object.defineProperty(req.socket, "encrypted", { value: true });
      next();
    });
    parent.use("/shop", createShop({ storage: store.storage, secret }));
    const other = await listen(parent, { port: 0, hostname: "127.0.0.1" });
    const { headers } = await fetch(`${other.url}shop/products/bell`);
    expect(headers.getSetCookie()[0]).toMatch(/; Secure; SameSite=Lax$/);
    await other.close();
  });

  test("makes its links for wherever it is mounted", async () => {
    const other = await serve({ storage: store.storage, secret }, "/a/b");
    const page = await new Visitor(`${other.url}a/b`).page("/products/bell");
    const links = Array.from(page.matchAll(/(?:href|src|action)="([^"]*)"/g), (m) => m[1]!);
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((link) => !link.startsWith("/a/b/") && link !== "#main")).toEqual([]);
    const { headers } = await new Visitor(`${other.url}a/b`).request("/account");
    expect(headers.get("location")).toBe("/a/b/sign-in");
    await other.close();
  });

  test("signing up, in and out changes the session's id each time, and keeps the cart on the way in", async () => {
    const one = visitor();
    const credentials = { user: `Ada${kind}`, password: "correct horse" };
    const ids: (string | undefined)[] = [];
    const note = () => ids.push(one.cookies.get("shop.sid"));
    await addTo(one, "lamp", "1");
    note();
    const entered = await one.send("/sign-in", "/sign-up", credentials);
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/shop/account"]);
    note();
    expect(await one.page("/account")).toContain(`Welcome, ada${kind}.`);
    expect(await one.page("/cart")).toContain("Desk lamp");
    const order = (await one.send("/cart", "/orders", ADA)).headers.get("location")!;
    await one.send("/account", "/sign-out", {});
    note();
    expect(await one.page("/")).toContain("You are signed out.");
    expect((await one.request(order.replace("/shop", ""))).status).toBe(404);
    await one.send("/sign-in", "/sign-in", credentials);
    note();
    expect(await one.page("/account")).toContain(`href="${order}"`);
    expect(await one.page(order.replace("/shop", ""))).toContain("Thank you");
    expect(new Set(ids).size).toBe(4);
  });

  test("sessions cannot be fixed: ids that the shop did not sign, and ids from before signing in, are worthless", async () => {
    const one = visitor();
    one.cookies.set("shop.sid", "s%3Achosen-by-another-chosen-by-another.signature");
    await one.page("/products/bell");
    expect(one.cookies.get("shop.sid")).not.toContain("chosen");

    const before = one.cookies.get("shop.sid")!;
    await one.send("/sign-in", "/sign-up", { user: `fixed${kind}`, password: "correct horse" });
    expect(await one.page("/account")).toContain(`fixed${kind}`);
    const thief = visitor();
    thief.cookies.set("shop.sid", before);
    expect((await thief.request("/account")).headers.get("location")).toBe("/shop/sign-in");
  });

  test.each([
    ["wrong password", "/sign-in", { user: "nobody", password: "wrong horse" }, "No account has"],
    ["short password", "/sign-up", { user: "someone", password: "short" }, "at least 8 characters"],
    ["a name that is a path", "/sign-up", { user: "../x", password: "correct horse" }, "3 to 30 letters"],
  ])("%s is told on the form", async (_, action, fields, text) => {
    const response = await visitor().send("/sign-in", action, fields);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(text);
  });

  test("a name is taken once, even by two at once", async () => {
    const fields = { user: `Taken${kind}`, password: "correct horse" };
    const answers = await Promise.all([1, 2].map(() => visitor().send("/sign-in", "/sign-up", fields)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
  });

  test.each(["/cart/items", "/cart/items/bell", "/orders", "/sign-in", "/sign-up", "/sign-out"])(
    "POST %s without this session's token is refused",
    async (action) => {
      const [one, other] = [visitor(), visitor()];
      await addTo(one, "bell", "1");
      const foreign = tokenOf(await other.page("/products/bell"));
      const fields = { id: "bell", count: "2", ...ADA };
      for (const sent of [fields, { ...fields, _csrf: foreign }, { ...fields, _csrf: "" }]) {
        const response = await one.post(action, sent as Record<string, string>);
        expect(response.status).toBe(403);
        expect(await response.text()).toContain("This form is out of date");
      }
      const json = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
      expect((await one.request(action, json)).status).toBe(403);
      expect(await one.page("/cart")).toContain('value="1" min="0"');
    },
  );

  test.each([
    ["no such product", { id: "__proto__", count: "1" }],
    ["none", { id: "bell", count: "0" }],
    ["less than none", { id: "bell", count: "-1" }],
    ["too many", { id: "bell", count: "21" }],
    ["no number", { id: "bell", count: "1e1" }],
  ])("refuses to put %s into the cart", async (_, fields) => {
    const one = visitor();
    expect((await one.send("/products/bell", "/cart/items", fields)).status).toBe(400);
    expect(await one.page("/cart")).toContain("It is empty.");
  });

  test("shows an order's mistakes on the form, with what was written, escaped", async () => {
    const one = visitor();
    await addTo(one, "bell", "1");
    const response = await one.send("/cart", "/orders", { name: HOSTILE, address: " " });
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain('role="alert">Write a name and an address.');
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect((await one.send("/cart", "/orders", { ...ADA, name: "x".repeat(101) })).status).toBe(422);
  });

  test("an order of an empty cart leads back", async () => {
    const one = visitor();
    const response = await one.send("/products/bell", "/orders", ADA);
    expect(response.headers.get("location")).toBe("/shop/cart");
    expect(await one.page("/cart")).toContain("there is nothing to order");
  });

  test("escapes whatever is searched for, and takes it for no template", async () => {
    const plain = await visitor().page("/?q=BRASS+bell");
    expect(plain.match(/class="card"/g)).toHaveLength(1);
    expect(await visitor().page("/?q=a&q=b")).toContain("Good things");
    await assert(
      asyncProperty(string({ unit: "binary" }), async (text) => {
        const response = await visitor().request(`/?${new URLSearchParams({ q: text + HOSTILE })}`);
        expect(response.status).toBe(200);
        const page = await response.text();
        expect(page).not.toContain("<script");
        expect(page).toContain("{{base}}");
      }),
      { numRuns: 40 },
    );
  });

  test("escapes what products are called", async () => {
    const product = {
      id: "odd",
      name: HOSTILE,
      text: HOSTILE,
      price: 1,
      colors: ["#000000", "#ffffff"],
    } as const;
    const other = await serve({ storage: store.storage, secret, products: [product] });
    const one = new Visitor(`${other.url}shop`);
    await one.send("/products/odd", "/cart/items", { id: "odd", count: "1" });
    for (const path of ["/", "/products/odd", "/cart"]) {
      const page = await one.page(path);
      expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;{{base}}");
      expect(page).not.toContain("<script");
    }
    await other.close();
  });

  test.each([
    ["/nothing", 404],
    ["/products/nothing", 404],
    ["/products/constructor", 404],
    ["/products/%", 400],
    ["/orders/..%2f..", 404],
    ["/orders/__proto__", 404],
    ["/products/nothing/picture.svg", 404],
  ])("%s answers %i with a page", async (path, status) => {
    const response = await visitor().request(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      status,
      "text/html; charset=utf-8",
    ]);
    expect(await response.text()).toContain("Back to the shop");
  });

  test("refuses a form that is too large or has too many fields", async () => {
    const one = visitor();
    expect((await one.send("/products/bell", "/cart/items", { x: "x".repeat(20_000) })).status).toBe(413);
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, "1"]));
    expect((await one.post("/cart/items", many)).status).toBe(413);
  });

  test("no parameter or cookie reaches the prototype, or breaks a page", async () => {
    await visitor().request("/?__proto__[polluted]=1&constructor[prototype][polluted]=1");
    await visitor().post("/cart/items", {
      "__proto__[polluted]": "1",
      "constructor.prototype.polluted": "1",
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await assert(
      asyncProperty(webUrl(), async (text) => {
        const one = visitor();
        one.cookies.set("shop.sid", encodeURIComponent(`s:${text}`));
        expect((await one.request("/cart")).status).toBe(200);
      }),
      { numRuns: 20 },
    );
  });

  test("has no script, and lets none in", async () => {
    const { headers } = await visitor().request("/");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("cache-control")).toBe("no-store");
    expect((await visitor().request("/style.css")).headers.get("content-type")).toBe(
      "text/css; charset=utf-8",
    );
    const picture = await visitor().request("/products/bell/picture.svg");
    expect(picture.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
  });

  test("forgets a session that is unused for its lifetime, and removes expired ones", async () => {
    const lifetime = 3_600_000;
    const own = await stores[kind]!();
    const other = await serve({ storage: own.storage, secret, sessionLifetime: lifetime });
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const one = new Visitor(`${other.url}shop`);
      await addTo(one, "bell", "1");
      for (let i = 0; i < 3; i++) {
        vi.setSystemTime(Date.now() + lifetime - 1000);
        expect(await one.page("/cart")).toContain("Bicycle bell"); // each use makes its life longer
      }
      vi.setSystemTime(Date.now() + lifetime + 1000);
      expect(await one.page("/cart")).toContain("It is empty.");
      await addTo(new Visitor(`${other.url}shop`), "bell", "1");
      // Redis forgets by its own clock.
      expect(await own.storage.getKeys("sessions")).toHaveLength(own.storage.expires ? 3 : 2);
    } finally {
      vi.useRealTimers();
    }
    await other.close();
    await own.close();
  });

  test("tells a visitor nothing of an error inside", async () => {
    const broken = { ...store.storage, getItem: () => Promise.reject(new Error("secret path /var/x")) };
    const other = await serve({ storage: broken, secret, logError: (error) => logged.push(error) });
    const one = new Visitor(`${other.url}shop`);
    one.cookies.set("shop.sid", await signedId());
    const response = await one.request("/");
    expect(response.status).toBe(500);
    const page = await response.text();
    expect(page).toContain("Our mistake");
    expect(page).not.toMatch(/secret|at .*:\d+/);
    expect(logged.map(String)).toEqual(["Error: secret path /var/x"]);
    await other.close();
  });

  async function signedId(): Promise<string> {
    const one = visitor();
    await one.page("/products/bell");
    return one.cookies.get("shop.sid")!;
  }
});

test("a secret that is too short is refused", async () => {
  const { storage } = await stores["memory"]!();
  expect(() => createShop({ storage, secret: "short" })).toThrow("at least 32 characters");
  expect(() => createShop({ storage, secret: [] })).toThrow("at least 32 characters");
});
