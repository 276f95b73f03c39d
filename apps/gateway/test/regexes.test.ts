import { slownessOf } from "@tsgi/harness/regexes";
import { expect, test } from "vitest";
import { authentication } from "../src/httpbin/routes/authentication.ts";
import { bytes } from "../src/httpbin/routes/bytes.ts";
import { caching } from "../src/httpbin/routes/caching.ts";
import { cookies } from "../src/httpbin/routes/cookies.ts";
import { encodings } from "../src/httpbin/routes/encodings.ts";
import { inspection } from "../src/httpbin/routes/inspection.ts";
import { pages } from "../src/httpbin/routes/pages.ts";
import { redirects } from "../src/httpbin/routes/redirects.ts";
import { statuses } from "../src/httpbin/routes/statuses.ts";
import { timing } from "../src/httpbin/routes/timing.ts";

test("the regular expressions of all routes, which make them of their patterns, are linear", () => {
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
