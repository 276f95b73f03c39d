import { needsDebian } from "@tsgi/harness/debian";
import { serve, type RunningServer } from "@tsgi/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { app } from "../src/app.ts";
import { exchange } from "./_exchange.ts";
import { normalise } from "./_normalise.ts";
import {
  hasOriginal,
  originalPackages,
  routesOfOriginal,
  startOriginal,
  type Original,
} from "./_original.ts";
import { table } from "./_requests.ts";

const isHere = needsDebian("httpbin beside the original", originalPackages, hasOriginal);

describe.runIf(isHere)("httpbin beside the original", () => {
  let original: Original;
  let gateway: RunningServer;

  beforeAll(async () => {
    [original, gateway] = await Promise.all([
      startOriginal("/httpbin"),
      serve(app, { port: 0, signals: false }),
    ]);
  });
  afterAll(() => Promise.all([original?.stop(), gateway?.close()]));

  test("is asked for every route of the original", () => {
    const paths = Object.values(table).flatMap((rows) => rows.map(({ path }) => path.split("?")[0]!));
    const unasked = routesOfOriginal().filter((rule) => {
      const pattern = rule.replace(/<path:\w+>/, ".+").replace(/<[^>]+>/g, "[^/]+");
      return !paths.some((path) => new RegExp(`^/httpbin${pattern}$`).test(path));
    });
    expect(unasked).toEqual([]);
    expect(routesOfOriginal()).toContain("/status/<codes>");
  });

  describe.each(Object.entries(table))("%s", (_, rows) => {
    test.each(rows.map((row) => [titleOf(row), row] as const))("%s", async (_title, row) => {
      const [theirs, ours] = await Promise.all([exchange(original.port, row), exchange(gateway.port, row)]);
      expect(normalise(row, ours)).toEqual(normalise(row, theirs));
    });
  });
});

function titleOf({ method, path, note }: (typeof table)[string][number]): string {
  return `${method} ${path.slice(0, 80)}${note ? ` (${note.slice(0, 60)})` : ""}`;
}
