/** Visits to the three applications: the same on every host. */
import { expect } from "vitest";
import { PIECE } from "../../src/apps/files/file-store.ts";
import { Visitor } from "./_visitor.ts";

/** Visits the applications below a URL that ends in `/`. */
export type Visit = (url: string) => Promise<void>;

/** Notes are created, changed under If-Match, paged through and deleted. */
export async function changeNotes(url: string): Promise<void> {
  const call = callerOf(url);
  const made = await call("/api/notes", json("POST", { title: "first" }));
  expect(made.status).toBe(201);
  const [path, etag] = [made.headers.get("location")!, made.headers.get("etag")!];
  expect((await call(path, json("PUT", { title: "second" }))).status).toBe(428);
  const changed = await call(path, json("PUT", { title: "second" }, { "if-match": etag }));
  expect(changed.status).toBe(200);
  expect((await call(path, json("PUT", { title: "third" }, { "if-match": etag }))).status).toBe(412);
  expect(await (await call(path)).json()).toMatchObject({ title: "second" });

  // More keys than the namespace lists at once.
  const titles = Array.from({ length: 120 }, (_, i) => `note ${i}`);
  await Promise.all(titles.map((title) => call("/api/notes", json("POST", { title }))));
  const found: string[] = [];
  for (let next: string | undefined = "/api/notes?limit=50"; next;) {
    const page: Response = await call(next);
    found.push(...((await page.json()) as { items: { title: string }[] }).items.map(({ title }) => title));
    next = /^<([^>]+)>/.exec(page.headers.get("link") ?? "")?.[1];
  }
  expect(found.toSorted()).toEqual([...titles, "second"].toSorted());
  const gone = await call(path, { method: "DELETE", headers: { "if-match": "*" } });
  expect([gone.status, (await call(path)).status]).toEqual([204, 404]);
}

/** Notes are described, on a page too. */
export async function readAboutNotes(url: string): Promise<void> {
  const call = callerOf(url);
  expect(await (await call("/api/openapi.json")).json()).toMatchObject({
    openapi: "3.1.0",
    servers: [{ url: "/api" }],
  });
  expect(await (await call("/api/docs")).text()).toContain("<code>/api/notes/{id}</code>");
  const wrong = await call("/api/notes", json("POST", { title: 1 }));
  expect([wrong.status, wrong.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
}

/** The shop keeps sessions, accounts and orders; visitors at once see their own. */
export async function shopTogether(url: string): Promise<void> {
  const visitors = ["bell", "lamp", "mug", "plant"].map((id) => ({
    id,
    one: new Visitor(`${url}shop`),
  }));
  await Promise.all(
    visitors.map(async ({ id, one }) => {
      const user = `worker${id}`;
      expect((await one.send("/sign-in", "/sign-up", { user, password: "correct horse" })).status).toBe(303);
      await one.send(`/products/${id}`, "/cart/items", { id, count: "1" });
      const ordered = await one.send("/cart", "/orders", { name: `N ${id}`, address: "A" });
      const order = await one.page(ordered.headers.get("location")!.replace("/shop", ""));
      expect(order).toContain(`Thank you, N ${id}`);
      expect(await one.page("/account")).toContain(user);
    }),
  );
  expect((await visitors[0]!.one.post("/sign-out", {})).status).toBe(403);
}

/** Files are kept in pieces, sent in ranges and deleted. */
export async function keepFiles(url: string): Promise<void> {
  const call = callerOf(url);
  const content = Uint8Array.from({ length: PIECE + 1000 }, (_, i) => i % 251);
  const body = new FormData();
  body.append("file", new Blob([content]), "a.bin");
  const made = await call("/files/uploads", { method: "POST", body });
  expect(made.status).toBe(201);
  const path = made.headers.get("location")!;
  expect(Buffer.from(await (await call(path)).arrayBuffer()).equals(content)).toBe(true);
  const part = await call(path, { headers: { range: `bytes=${PIECE - 2}-${PIECE + 1}` } });
  expect(part.status).toBe(206);
  expect(Array.from(await part.bytes())).toEqual(Array.from(content.subarray(PIECE - 2, PIECE + 2)));
  expect((await call(path, { headers: { "if-none-match": made.headers.get("etag") ?? "*" } })).status).toBe(
    304,
  );
  expect(await (await call("/files/")).text()).toContain("a.bin");
  expect((await call(path, { method: "DELETE" })).status).toBe(204);
  expect((await call(path)).status).toBe(404);
  expect((await call("/files/uploads?limit=x")).status).toBe(400);
}

function callerOf(url: string): (path: string, init?: RequestInit) => Promise<Response> {
  return (path, init) => fetch(new URL(path, url), init);
}

function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
