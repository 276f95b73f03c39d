/** Checks of what keeps requests away, or changes them. */
import { expect } from "vitest";
import { comesTo, expectText, seen, statusOf, type MatrixChecks, type MatrixHost } from "./matrix-answer.ts";
import { credentials } from "./shipped.ts";

export const guardChecks: MatrixChecks = {
  async "api-key"({ ask }) {
    await letsInAnn(ask, { "x-api-key": "k" }, { "x-api-key": "l" });
  },
  async "basic-auth"({ ask }) {
    await letsInAnn(ask, { authorization: "Basic YW5uOmE=" }, { authorization: "Basic YW5uOmI=" });
    expect((await ask("/text")).headers.get("www-authenticate")).toMatch(/^Basic /);
  },
  async "bearer-auth"({ ask }) {
    await letsInAnn(ask, { authorization: "Bearer t" }, { authorization: "Bearer u" });
    expect((await ask("/text")).headers.get("www-authenticate")).toMatch(/^Bearer/);
  },
  async jwt({ ask }) {
    const { authorization } = credentials["jwt"]!;
    await letsInAnn(ask, { authorization: authorization! }, { authorization: `${authorization!}x` });
    expect((await ask("/text")).headers.get("www-authenticate")).toMatch(/^Bearer/);
  },
  async "body-limit"({ ask }) {
    const send = (body: BodyInit): ReturnType<MatrixHost["ask"]> =>
      ask("/read", { method: "POST", body, duplex: "half" } as RequestInit);
    const { status, text } = await send("0123456789");
    expect([status, text]).toEqual([200, "10"]);
    expect(await statusOf(send("01234567890"))).toBe(413);
    // Without a length it is the reading that fails, inside the application.
    expect(await statusOf(send(new Blob(["01234567890"]).stream()))).toBe(413);
  },
  async csrf({ ask }) {
    const post = (headers: Record<string, string>): ReturnType<MatrixHost["ask"]> =>
      ask("/show", { method: "POST", headers });
    expect(await seen(post({}))).toMatchObject({ method: "POST" });
    expect(await seen(post({ "sec-fetch-site": "same-origin" }))).toMatchObject({ method: "POST" });
    expect(await statusOf(post({ "sec-fetch-site": "cross-site" }))).toBe(403);
    expect(await statusOf(post({ origin: "https://evil.example" }))).toBe(403);
    expectText(await ask("/text", { headers: { "sec-fetch-site": "cross-site" } }));
  },
  async "https-redirect"({ ask }) {
    const { status, headers } = await ask("/text?q=1", { headers: { "x-forwarded-proto": "http" } });
    expect([status, headers.get("location")]).toEqual([
      308,
      expect.stringMatching(/^https:\/\/[^/]+\/\w+\/https-redirect\/text\?q=1$/),
    ]);
    expectText(await ask("/text", { headers: { "x-forwarded-proto": "https" } }));
  },
  async "method-override"({ ask }) {
    const headers = { "x-http-method-override": "PATCH" };
    expect(await seen(ask("/show", { method: "POST", headers }))).toMatchObject({ method: "PATCH" });
    expect(await seen(ask("/show", { headers }))).toMatchObject({ method: "GET" });
  },
  async "proxy-fix"({ ask }) {
    const headers = { forwarded: "for=198.51.100.1, for=192.0.2.7" };
    expect(await seen(ask("/show", { headers }))).toMatchObject({ address: "192.0.2.7" });
  },
  async "rate-limit"({ ask }) {
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    expectText(await ask(`/text?${one}`));
    expectText(await ask(`/text?${other}`));
    const { status, headers } = await ask(`/text?${one}`);
    expect([status, headers.get("ratelimit")]).toEqual([429, expect.stringMatching(/\br=0\b/)]);
  },
  async timeout(host) {
    // A busy machine may be late with these too.
    await comesTo(host, "/text", /^Hello/);
    await comesTo(host, "/heard", /^\d+$/);
    expect(await statusOf(host.ask("/late"))).toBe(503);
    // The application's signal was aborted, and its later response was dropped.
    await comesTo(host, "/heard", /^[1-9]/);
  },
};

async function letsInAnn(
  ask: MatrixHost["ask"],
  right: Record<string, string>,
  wrong: Record<string, string>,
): Promise<void> {
  expect(await statusOf(ask("/text"))).toBe(401);
  expect(await statusOf(ask("/text", { headers: wrong }))).toBe(401);
  expect(await seen(ask("/show", { headers: right }))).toMatchObject({ user: "ann" });
}
