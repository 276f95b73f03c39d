import { regexesOf, slownessOf, type FoundRegex } from "@tsgi/harness/regexes";
import { describe, expect, test } from "vitest";

/** Reasons for exceptions that are not linear in theory, or are built at run time; by file and text. Each must be necessary. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'apps/bench/src/measure/_process.ts new RegExp(`^${name}:\\\\s*(\\\\d+) kB`, "m")':
    "reads the kernel's report on a process; the names are two constants of the bench",
  'apps/gateway/src/httpbin/router.ts new RegExp(`^${expression}$`, "s")':
    "made once of each route's pattern, which is in the source: a test of the gateway analyses all that are made",
  'packages/conformance/src/cases/target.ts new RegExp(`"method":"${method}"`)':
    "checks a response; the methods are constants of the case",
};

const found = regexesOf(new URL("../..", import.meta.url).pathname);
const named = (each: FoundRegex): string => `${each.file} ${each.text}`;
const problemOf = ({ pattern }: FoundRegex): string | undefined =>
  pattern === undefined ? "is built at run time" : slownessOf(pattern);

describe("regular expressions in the sources", { timeout: 120_000 }, () => {
  test("are found", () => {
    expect(found.length).toBeGreaterThan(200);
  });

  test.each(found.map((each) => ({ ...each, title: `${each.file}:${each.line} ${each.text}` })))(
    "$title",
    (each) => {
      expect(Object.hasOwn(EXCEPTIONS, named(each)) ? undefined : problemOf(each)).toBeUndefined();
    },
  );

  test.each(Object.keys(EXCEPTIONS))("the exception %s is necessary", (name) => {
    expect(found.filter((each) => named(each) === name && problemOf(each) !== undefined)).not.toEqual([]);
  });
});
