import { clientOf, hello } from "@tsgi/harness/linted";
import { csrf } from "@tsgi/middleware/csrf";
import { createClient } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { origins: ["https://admin.example"] };

describe("csrf", () => {
  test.each<[string, Record<string, string>, number]>([
    ["by no browser", {}, 200],
    ["by one's own page", { "sec-fetch-site": "same-origin", origin: "https://localhost" }, 200],
    ["by the user", { "sec-fetch-site": "none" }, 200],
    ["by another site", { "sec-fetch-site": "cross-site" }, 403],
    ["by a sibling of the site", { "sec-fetch-site": "same-site" }, 403],
    ["by another site that an old browser names", { origin: "https://evil.example" }, 403],
    ["by one's own page in an old browser", { origin: "http://localhost" }, 200],
    ["by one's own page behind a proxy that ends TLS", { origin: "https://localhost" }, 200],
    ["by another port", { origin: "http://localhost:81" }, 403],
    ["by a sandboxed page", { origin: "null" }, 403],
    ["by what is not an origin", { origin: "localhost" }, 403],
    ["by a trusted origin", { "sec-fetch-site": "cross-site", origin: "https://admin.example" }, 200],
    [
      "by one that looks trusted",
      { "sec-fetch-site": "cross-site", origin: "https://admin.example.evil.example" },
      403,
    ],
    ["by what claims to be same-origin twice", { "sec-fetch-site": "same-origin, cross-site" }, 403],
  ])("answers a POST %s", async (_, headers, status) => {
    await using client = clientOf(csrf(options), hello);
    expect((await client.post("/", { headers })).status).toBe(status);
    expect((await client.get("/", { headers })).status).toBe(200);
  });

  test("keeps every method away that may change something", async () => {
    await using client = clientOf(csrf(), hello);
    const headers = { "sec-fetch-site": "cross-site" };
    for (const method of ["PUT", "PATCH", "DELETE", "get"]) {
      expect((await client.request(method, "/", { headers })).status).toBe(403);
    }
  });

  test("leaves out what is exempt", async () => {
    await using client = clientOf(csrf({ exempt: ({ pathInfo }) => pathInfo === "/hook" }), hello);
    const headers = { "sec-fetch-site": "cross-site" };
    expect((await client.post("/hook", { headers })).status).toBe(200);
    expect((await client.post("/", { headers })).status).toBe(403);
  });

  test("never fails on Origin, and lets no stranger in", async () => {
    const client = createClient(csrf(options)(hello));
    const part = fc.constantFrom(
      "http",
      "https",
      "://",
      "localhost",
      "admin.example",
      ".",
      ":",
      "80",
      "@",
      "/",
      "null",
      "[::1]",
      "%",
      " ",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const origin = parts.join("").trim();
        const { status } = await client.post("/", { headers: { origin } });
        const isOwn = ["http://localhost", "https://localhost", ...options.origins].includes(origin);
        expect(status === 200).toBe(isOwn);
      }),
      { numRuns: 10_000 },
    );
    await client.close();
  });

  test("checks its options at once", () => {
    expect(() => csrf({ origins: ["admin.example"] })).toThrow("csrf: origins");
    expect(() => csrf({ origins: ["https://admin.example/"] })).toThrow("csrf: origins");
  });
});
