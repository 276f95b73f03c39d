/** The store that the applications share. */
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import session, { type SessionData } from "express-session";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { directoryDriver, redisDriver } from "../../src/_storage-drivers.workerd.ts";
import { Orders } from "../../src/apps/shop/orders.ts";
import { StorageSessionStore } from "../../src/apps/shop/session-store.ts";
import { openStorage, section } from "../../src/storage.ts";
import { stores } from "./_stores.ts";

const LIFETIME = 3_600_000;

const data = (flash: string) => ({ cookie: new session.Cookie(), flash }) as SessionData;

function settled(run: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error ? reject(error as Error) : resolve()));
  });
}

test("takes one place for the state", async () => {
  await expect(openStorage({ directory: "x", redis: "redis://x" })).rejects.toThrow(
    "one place for the state, not directory and redis",
  );
});

test("a Worker has neither directory nor Redis, and carries no client for it", async () => {
  expect(directoryDriver).toThrow("bind a KV namespace");
  expect(redisDriver).toThrow("bind a KV namespace");
  const input = join(import.meta.dirname, "../../src/storage.ts");
  const build = await rolldown({
    input,
    platform: "neutral",
    resolve: { conditionNames: ["workerd", "import", "default"] },
  });
  const { output } = await build.generate({ format: "esm" });
  await build.close();
  expect(output).toHaveLength(1);
  expect(output[0].code).toContain("cloudflare-kv-binding");
  expect(output[0].imports).toEqual([]);
  expect(output[0].code).not.toMatch(/Redis\.Cluster|readFile/);
});

test("in a directory, no reader sees half an item: one that began the old item reads it to its end", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tsgi-state-"));
  const storage = await openStorage({ directory });
  await storage.setItem("one:item", { text: "old" });
  const reader = await open(join(directory, "items/one/item"));
  await storage.setItem("one:item", { text: "new" });
  expect(await reader.readFile("utf8")).toBe('{"text":"old"}');
  await reader.close();
  expect(await storage.getItem("one:item")).toEqual({ text: "new" });
  expect(await storage.getKeys()).toEqual(["one:item"]);
  expect(await readdir(join(directory, "drafts"))).toEqual([]);
  await rm(directory, { recursive: true });
});

describe.each(Object.keys(stores))("state in %s", (kind) => {
  test("keeps values and bytes, by section, and refuses keys that are paths", async () => {
    const { storage, reopen, close } = await stores[kind]!();
    const part = section(storage, "part");
    await part.setItem("one", { text: "1" });
    await part.setItemRaw("raw", Uint8Array.of(0, 255, 128, 10));
    await storage.setItem("other", { text: "2" });
    const again = section(await reopen(), "part");
    expect(await again.getItem("one")).toEqual({ text: "1" });
    expect(Array.from((await again.getItemRaw<Uint8Array>("raw"))!)).toEqual([0, 255, 128, 10]);
    expect((await again.getKeys()).toSorted()).toEqual(["one", "raw"]);
    await expect(again.setItem("../other", "x")).rejects.toThrow("Invalid key");
    await expect(again.getItem("..:other")).rejects.toThrow("Invalid key");
    await close();
  });

  test("runs work of one key one after another, and goes on after a failure", async () => {
    const { storage, close } = await stores[kind]!();
    const part = section(storage, "count");
    const raise = async (): Promise<void> => {
      const before = (await part.getItem<{ n: number }>("one"))?.n ?? 0;
      await part.setItem("one", { n: before + 1 });
    };
    const failing = part.exclusively("one", () => Promise.reject(new Error("failed")));
    await Promise.all([
      expect(failing).rejects.toThrow("failed"),
      ...Array.from({ length: 20 }, () => part.exclusively("one", raise)),
    ]);
    expect(await part.getItem("one")).toEqual({ n: 20 });
    await close();
  });

  test("a session's longer life does not undo what another request has set", async () => {
    const { storage, close } = await stores[kind]!();
    const sessions = new StorageSessionStore(storage, LIFETIME);
    await settled((done) => sessions.set("id", data("old"), done));
    // As if a tenth of its life were over.
    const late = new StorageSessionStore(storage, LIFETIME * 2);
    await Promise.all([
      settled((done) => late.touch("id", data("old"), done)),
      settled((done) => late.set("id", data("new"), done)),
    ]);
    const found = await new Promise((resolve) => sessions.get("id", (_, one) => resolve(one?.flash)));
    expect(found).toBe("new");

    const before = await storage.getItem("sessions:id");
    await settled((done) => late.touch("id", data("new"), done));
    expect(await storage.getItem("sessions:id")).toEqual(before); // not written for every request
    await close();
  });

  test("an order that is placed twice stays unchanged", async () => {
    const { storage, close } = await stores[kind]!();
    const orders = new Orders(storage);
    const cart = { lines: [], count: 1, total: "€1.00" };
    await orders.place("id", { name: "first", address: "A" }, cart);
    await orders.place("id", { name: "second", address: "B" }, cart);
    expect(await orders.read("id")).toMatchObject({ name: "first", address: "A" });
    await close();
  });
});
