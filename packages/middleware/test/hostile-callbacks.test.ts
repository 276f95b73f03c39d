import type { Application, Middleware } from "@tsgi/core";
import { TEXT, turn } from "@tsgi/harness/linted";
import { accessLog } from "@tsgi/middleware/access-log";
import { apiKey } from "@tsgi/middleware/api-key";
import { basicAuth } from "@tsgi/middleware/basic-auth";
import { bearerAuth } from "@tsgi/middleware/bearer-auth";
import { bodyLimit } from "@tsgi/middleware/body-limit";
import { compress } from "@tsgi/middleware/compress";
import { cors } from "@tsgi/middleware/cors";
import { csrf } from "@tsgi/middleware/csrf";
import { errorDocuments } from "@tsgi/middleware/error-documents";
import { errorPage } from "@tsgi/middleware/error-page";
import { etag } from "@tsgi/middleware/etag";
import { healthCheck } from "@tsgi/middleware/health-check";
import { httpsRedirect } from "@tsgi/middleware/https-redirect";
import { jwt } from "@tsgi/middleware/jwt";
import { metrics, prometheusEndpoint } from "@tsgi/middleware/metrics";
import { rateLimit } from "@tsgi/middleware/rate-limit";
import { requestId } from "@tsgi/middleware/request-id";
import { serverTiming } from "@tsgi/middleware/server-timing";
import { staticFiles } from "@tsgi/middleware/static-files";
import { createClient, type RequestOptions } from "@tsgi/testing";
import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { failOnProcessErrors } from "./support/process-errors.ts";

failOnProcessErrors();

const fail = (): never => {
  throw new Error("secret of the inside");
};

/** Results that a function may return and should not. */
const odd: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => Number.NaN,
  "a number": () => -1.5,
  "a string": () => "\0 no",
  "an object": () => ({}),
  "a promise": async () => true,
  "a promise that rejects": async () => fail(),
  // oxlint-disable-next-line unicorn/no-thenable -- what is hostile is its point
  "a then that throws": () => ({ then: fail }),
  "a string tag that throws": () => Object.defineProperty({}, Symbol.toStringTag, { get: fail }) as unknown,
  "an error": fail,
};

interface Hostile {
  readonly wrap: (callback: never) => Middleware;
  readonly request?: [method: string, target: string, options?: RequestOptions];
  readonly app?: Application;
  readonly client?: object;
  /** Odd results that are valid after all. */
  readonly good?: readonly string[];
  /** The status with which the middleware answers a useless result. Default: 500. */
  readonly status?: number;
}

const page: Application = (_, startResponse) => {
  startResponse(200, [...TEXT, ["x-inside", "1"]]);
  return "Hello".repeat(1000);
};
const missing: Application = (_, startResponse) => {
  startResponse(404, TEXT);
  return "Not here";
};

const secret = "0123456789abcdef0123456789abcdef";
const token = await new SignJWT({ sub: "ann" })
  .setProtectedHeader({ alg: "HS256" })
  .sign(new TextEncoder().encode(secret));

/** Functions that decide: an invalid result is refused, and the application does not run. */
const deciding: Readonly<Record<string, Hostile>> = {
  "bodyLimit limit": {
    wrap: (limit) => bodyLimit({ limit }),
    request: ["POST", "/", { body: "x" }],
  },
  "rateLimit key": { wrap: (key) => rateLimit({ key }), good: ["undefined", "a string"] },
  "requestId trust": { wrap: (trust) => requestId({ trust }) },
  "cors origin": {
    wrap: (origin) => cors({ origin }),
    request: ["GET", "/", { headers: { origin: "https://app.example" } }],
  },
  "csrf exempt": {
    wrap: (exempt) => csrf({ exempt }),
    request: ["POST", "/", { headers: { "sec-fetch-site": "cross-site" } }],
  },
  "httpsRedirect exempt": { wrap: (exempt) => httpsRedirect({ exempt }) },
  "serverTiming expose": { wrap: (expose) => serverTiming({ expose }) },
  "apiKey verify": {
    wrap: (verify) => apiKey({ verify }),
    request: ["GET", "/", { headers: { "x-api-key": "k" } }],
    good: ["undefined", "null", "a promise", "a string"],
  },
  "basicAuth verify": {
    wrap: (verify) => basicAuth({ verify }),
    request: ["GET", "/", { headers: { authorization: `Basic ${btoa("ann:x")}` } }],
    good: ["a promise"],
  },
  "bearerAuth verify": {
    wrap: (verify) => bearerAuth({ verify }),
    request: ["GET", "/", { headers: { authorization: "Bearer x" } }],
    good: ["undefined", "null", "a promise", "a string"],
  },
  "jwt accept": {
    wrap: (accept) => jwt({ secret, issuer: false, audience: false, accept }),
    request: ["GET", "/", { headers: { authorization: `Bearer ${token}` } }],
  },
  "prometheusEndpoint allow": {
    wrap: (allow) =>
      prometheusEndpoint({
        allow,
        register: {
          contentType: "text/plain",
          metrics: async () => "m 1\n",
          getSingleMetric: () => undefined,
        },
      }),
    request: ["GET", "/metrics"],
    good: ["a promise"],
  },
  "staticFiles assets": {
    wrap: (assets) => staticFiles({ assets }),
    request: ["GET", "/a.txt"],
  },
  "staticFiles assets.fetch": {
    wrap: (fetch) => staticFiles({ assets: () => ({ fetch }) }),
    request: ["GET", "/a.txt"],
  },
};

describe.each(Object.entries(deciding))("%s", (name, hostile) => {
  test.each(Object.entries(odd).filter(([kind]) => hostile.good?.includes(kind) !== true))(
    "that returns %s is refused",
    async (kind, result) => {
      let ran = 0;
      const { wrap, request = ["GET", "/"], client: options = {}, status = 500 } = hostile;
      const app = wrap(result as never)((environ, startResponse) => {
        ran++;
        return page(environ, startResponse);
      });
      await using client = createClient(app, { rethrow: false, ...options });
      const response = await client.request(...request);
      const text = await response.text();
      await response.finished;
      await turn();
      expect([response.status, ran, text.includes("secret")]).toEqual([status, 0, false]);
      const isCoded = !/error|throws|rejects/.test(kind);
      const coded = new RegExp(String.raw`TSGI_OPTION_INVALID.*${name.split(/[ .]/)[0]!}`);
      expect(client.log).toMatch(isCoded ? coded : /secret of the inside|TSGI_OPTION_INVALID/);
    },
  );
});

/** Functions that only report or decorate: whatever they return, the answer goes out. */
const telling: Readonly<Record<string, Hostile>> = {
  "accessLog to": { wrap: (to) => accessLog({ to }), good: Object.keys(odd) },
  "accessLog to.info": {
    wrap: (info) => accessLog({ to: { info } as never }),
    good: Object.keys(odd),
  },
  "accessLog skip": { wrap: (skip) => accessLog({ skip }) },
  "errorPage log": {
    wrap: (log) => errorPage({ log }),
    app: fail,
    status: 500,
    good: Object.keys(odd),
  },
  "errorPage readSource": {
    wrap: (readSource) => errorPage({ readSource, development: true }),
    app: fail,
    status: 500,
    good: Object.keys(odd),
  },
  "compress compressible": {
    wrap: (compressible) => compress({ compressible }),
    request: ["GET", "/", { headers: { "accept-encoding": "gzip" } }],
  },
  "etag hash": { wrap: (hash) => etag({ hash }) },
  "errorDocuments when": {
    wrap: (when) => errorDocuments({ documents: { 404: page }, when }),
    app: missing,
    status: 404,
  },
  "requestId generate": { wrap: (generate) => requestId({ generate }) },
  "metrics route": {
    wrap: (route) => metrics({ meter: silentMeter, route }),
    good: ["undefined", "a string"],
  },
  "healthCheck checks": {
    wrap: (database) => healthCheck({ checks: { database } }),
    request: ["GET", "/readyz"],
    good: Object.keys(odd),
  },
};

const silentMeter = {
  createHistogram: () => ({ record: () => {} }),
  createUpDownCounter: () => ({ add: () => {} }),
};

describe.each(Object.entries(telling))(
  "%s",
  (_, { wrap, request = ["GET", "/"], app = page, status = 200, good }) => {
    test.each(Object.entries(odd))("that returns %s leaves the answer unchanged", async (kind, result) => {
      await using client = createClient(wrap(result as never)(app), { rethrow: false });
      const response = await client.request(...request);
      const text = await response.text();
      await response.finished;
      await turn();
      await turn();
      const isProbe = request[1] === "/readyz";
      // A check that returns anything but false has passed.
      const isWell = !/error|then that throws|rejects/.test(kind);
      expect([response.status, text.length > 0]).toEqual([isProbe && !isWell ? 503 : status, true]);
      const mayTell = app === fail; // a page for developers
      expect(mayTell || !text.includes("secret")).toBe(true);
      const isTold = /TSGI_OPTION_INVALID|secret of the inside/.test(client.log);
      expect(isTold || good?.includes(kind) === true).toBe(true);
      // A tag that means nothing would make all answers the same one.
      expect(response.headers.get("etag") ?? "none").toBe("none");
      expect(response.headers.get("content-encoding")).toBe(null);
    });
  },
);
