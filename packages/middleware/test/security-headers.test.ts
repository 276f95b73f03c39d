import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { securityHeaders } from "@tsgi/middleware/security-headers";
import { describe, expect, test } from "vitest";

describe("securityHeaders", () => {
  test("adds its headers, and over https that https is to stay", async () => {
    for (const scheme of ["http", "https"] as const) {
      await using client = clientOf(securityHeaders(), hello, { scheme });
      const { headers } = await client.get("/");
      expect(headers.get("strict-transport-security")).toBe(
        scheme === "https" ? "max-age=31536000; includeSubDomains" : null,
      );
      expect(headers.get("content-security-policy")).toContain("default-src 'self'; ");
      expect(
        Object.fromEntries([...headers].filter(([name]) => !/^content-(?!type-o)|^strict/.test(name))),
      ).toEqual({
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "origin-agent-cluster": "?1",
      });
    }
  });

  test("leaves what the application sets, and what the options exclude", async () => {
    await using client = clientOf(
      securityHeaders({ frameOptions: "DENY", referrerPolicy: false, permissionsPolicy: "camera=()" }),
      answers("x", 200, [...TEXT, ["Content-Security-Policy", "default-src *"]]),
    );
    const { headers } = await client.get("/");
    expect(headers.get("content-security-policy")).toBe("default-src *");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.has("referrer-policy")).toBe(false);
    expect(headers.get("permissions-policy")).toBe("camera=()");
  });

  test.each([
    [
      { frameOptions: "ALLOW" },
      'securityHeaders: frameOptions is "ALLOW", must be "DENY" or "SAMEORIGIN" or false',
    ],
    [{ referrerPolicy: "a\r\nb" }, "securityHeaders: referrerPolicy"],
    [{ contentSecurityPolicy: true }, "securityHeaders: contentSecurityPolicy is true"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => securityHeaders(options as never)).toThrow(message);
  });
});
