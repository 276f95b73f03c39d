import { regexesOf, slownessOf, type FoundRegex } from "@tsgi/harness/regexes";
import { describe, expect, it } from "vitest";
import { authentication } from "../../apps/gateway/src/httpbin/routes/authentication.ts";
import { bytes } from "../../apps/gateway/src/httpbin/routes/bytes.ts";
import { caching } from "../../apps/gateway/src/httpbin/routes/caching.ts";
import { cookies } from "../../apps/gateway/src/httpbin/routes/cookies.ts";
import { encodings } from "../../apps/gateway/src/httpbin/routes/encodings.ts";
import { inspection } from "../../apps/gateway/src/httpbin/routes/inspection.ts";
import { pages } from "../../apps/gateway/src/httpbin/routes/pages.ts";
import { redirects } from "../../apps/gateway/src/httpbin/routes/redirects.ts";
import { statuses } from "../../apps/gateway/src/httpbin/routes/statuses.ts";
import { timing } from "../../apps/gateway/src/httpbin/routes/timing.ts";

/** Reasons for exceptions that are not linear in theory, or are built at run time; by file and text. Each must be necessary. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'apps/bench/src/measure/_process.ts new RegExp(`^${name}:\\\\s*(\\\\d+) kB`, "m")':
    "reads the kernel's report on a process; the names are two constants of the bench",
  'apps/gateway/src/httpbin/router.ts new RegExp(`^${expression}$`, "s")':
    "built once from each route's pattern in the source: all of them are analysed below",
  'packages/conformance/src/cases/target.ts new RegExp(`"method":"${method}"`)':
    "checks a response; the methods are constants of the case",
};

const found = regexesOf(new URL("../..", import.meta.url).pathname);
const named = (each: FoundRegex): string => `${each.file} ${each.text}`;
const problemOf = ({ pattern }: FoundRegex): string | undefined =>
  pattern === undefined ? "is built at run time" : slownessOf(pattern);

describe("regular expressions in the sources", { timeout: 120_000 }, () => {
  it("are found", () => {
    expect(found.length).toBeGreaterThan(200);
  });

  it.each(found.map((each) => ({ ...each, title: `${each.file}:${each.line} ${each.text}` })))(
    "$title",
    (each) => {
      expect(Object.hasOwn(EXCEPTIONS, named(each)) ? undefined : problemOf(each)).toBeUndefined();
    },
  );

  it.each(Object.keys(EXCEPTIONS))("the exception %s is necessary", (name) => {
    expect(found.filter((each) => named(each) === name && problemOf(each) !== undefined)).not.toEqual([]);
  });

  it("are linear in the gateway's routes, which build them from patterns", () => {
    const lists = [
      authentication,
      bytes,
      caching,
      cookies,
      encodings,
      inspection,
      pages,
      redirects,
      statuses,
      timing,
    ];
    const routes = lists.flat();
    const slow = routes.filter(({ expression }) => slownessOf(expression) !== undefined);
    expect(slow.map(({ pattern }) => pattern)).toEqual([]);
  });
});
