import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { growth as contestants } from "../src/contestants/growth.ts";
import { assertAnswer } from "../src/measure/_assert-answer.ts";
import { growth, placesOf, sizeOf } from "../src/scenarios/growth.ts";

const mounts = growth.find(({ id }) => id === "growth-mounts")!;

describe("growth", () => {
  test("has a column for each step", () => {
    for (const { metrics, steps } of growth) expect(steps!.map(({ metric }) => metric)).toEqual(metrics);
  });

  test("finds the tree of a mount point", () => {
    expect(placesOf(1_000)).toHaveLength(1_000);
    expect(sizeOf(`${placesOf(1_000)[7]!}/text`)).toBe(1_000);
  });

  test.each(contestants)("$name has every mount point", async ({ module }) => {
    const { default: start } = (await import(join(import.meta.dirname, "../src/servers", module))) as {
      default: () => Server | Promise<Server>;
    };
    const server = (await start()).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      for (const step of mounts.steps!) await assertAnswer(url, { ...mounts, ...step });
      const { request } = mounts.steps![0]!;
      const elsewhere = { ...mounts, request: { ...request, path: "/of-10-10/text" } };
      await expect(assertAnswer(url, elsewhere)).rejects.toThrow("status 404");
    } finally {
      server.close();
    }
  });
});
