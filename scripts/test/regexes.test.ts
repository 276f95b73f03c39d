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

/** Why one that is not linear in theory, or is made while it runs, may stay; by file and text. Each has to be needed. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'apps/bench/src/measure/_process.ts new RegExp(`^${name}:\\\\s*(\\\\d+) kB`, "m")':
    "reads what the kernel tells of a process; the names are two words of the bench's own",
  'apps/gateway/src/httpbin/router.ts new RegExp(`^${expression}$`, "s")':
    "made once of each route's pattern, which stands in the source: all that are made are analysed below",
  'packages/conformance/src/cases/target.ts new RegExp(`"method":"${method}"`)':
    "a check of an answer; the methods are the case's own",
};

const found = regexesOf(new URL("../..", import.meta.url).pathname);
const named = (each: FoundRegex): string => `${each.file} ${each.text}`;
const problemOf = ({ pattern }: FoundRegex): string | undefined =>
  pattern === undefined ? "is made while it runs" : slownessOf(pattern);

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

  it.each(Object.keys(EXCEPTIONS))("the exception %s is needed", (name) => {
    expect(found.filter((each) => named(each) === name && problemOf(each) !== undefined)).not.toEqual([]);
  });

  it("are linear in the gateway's routes, which make them of their patterns", () => {
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
