import { requestUrl, type Application } from "@tsgi/core";
import { clientOf } from "@tsgi/harness/linted";
import { proxyFix, seenByServer, type ProxyFixOptions } from "@tsgi/middleware/proxy-fix";
import { createClient } from "@tsgi/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseForwarded } from "../src/proxy-fix/forwarded.ts";

const show: Application = (environ, startResponse) => {
  const { remoteAddress, remotePort, scheme, serverName, serverPort, scriptName, pathInfo } = environ;
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({
    client: `${remoteAddress} ${remotePort}`,
    scheme,
    server: `${serverName} ${serverPort}`,
    path: `${scriptName}|${pathInfo}`,
    url: requestUrl(environ),
    seen: environ.get(seenByServer)?.remoteAddress,
  });
};

const UNTOUCHED = {
  client: "127.0.0.1 50000",
  scheme: "http",
  server: "localhost 80",
  path: "|/a",
  url: "http://localhost/a",
};

async function seen(options: ProxyFixOptions, headers: Record<string, string>): Promise<object> {
  await using client = clientOf(proxyFix(options), show);
  return (await client.get("/a", { headers })).json();
}

const ALL = {
  "x-forwarded-for": "6.6.6.6, 192.0.2.1, 10.0.0.2",
  "x-forwarded-proto": "gopher, https, http",
  "x-forwarded-host": "evil.example, shop.example, inner.example",
  "x-forwarded-port": "1, 8443, 80",
  "x-forwarded-prefix": "/evil, /shop, /inner",
  forwarded:
    'for=6.6.6.6;host=evil.example, for="[2001:db8::1]:4711";proto=https;host="shop.example:8443", for=10.0.0.2',
};

describe("proxyFix", () => {
  test("trusts nothing by default", async () => {
    expect(await seen({}, ALL)).toEqual(UNTOUCHED);
  });

  test("counts from the right: a client writes the left values [U22]", async () => {
    expect(await seen({ for: 2, proto: 2, host: 2, port: 2, prefix: 2 }, ALL)).toEqual({
      client: "192.0.2.1 0",
      scheme: "https",
      server: "shop.example 8443",
      path: "/shop|/a",
      url: "https://shop.example:8443/shop/a",
      seen: "127.0.0.1",
    });
    expect(await seen({ for: 1 }, ALL)).toMatchObject({ client: "10.0.0.2 0", scheme: "http" });
  });

  test("reads Forwarded", async () => {
    expect(await seen({ forwarded: 2 }, ALL)).toMatchObject({
      client: "2001:db8::1 4711",
      scheme: "https",
      server: "shop.example 8443",
      url: "https://shop.example:8443/a",
    });
  });

  test("takes nothing from a header that passed fewer proxies than it should", async () => {
    expect(await seen({ for: 4, proto: 4, host: 4, port: 4, prefix: 4 }, ALL)).toEqual(UNTOUCHED);
    expect(await seen({ forwarded: 4 }, ALL)).toEqual(UNTOUCHED);
  });

  test.each<[string, string]>([
    ["192.0.2.1:80", "192.0.2.1 80"],
    ["[2001:db8::1]", "2001:db8::1 0"],
    ["2001:db8::1", "2001:db8::1 0"],
    ["unknown", " 0"],
    ["_hidden", " 0"],
    // An unreadable entry is not an address at all, and never the proxy's, which may be trusted.
    ["256.1.1.1", " 0"],
    ["1.2.3", " 0"],
    ["[::1]x", " 0"],
    ["1.2.3.4:99999", " 0"],
    ["<script>", " 0"],
    ["192.0.2.1,", "192.0.2.1 0"],
    [", 6.6.6.6, ,192.0.2.1, ,", "192.0.2.1 0"],
    [", ,", "127.0.0.1 50000"],
  ])("reads the node %s", async (node, client) => {
    expect(await seen({ for: 1 }, { "x-forwarded-for": node })).toMatchObject({ client });
  });

  test.each<[string, string]>([
    ["for=192.0.2.1,", "192.0.2.1 0"],
    [",, for=6.6.6.6 ,\t, for=192.0.2.1 , ,", "192.0.2.1 0"],
    ["proto=https;;for=192.0.2.1;", "192.0.2.1 0"],
    ["", "127.0.0.1 50000"],
    [",,", "127.0.0.1 50000"],
    ["for=6.6.6.6, proto=https", " 0"],
    ["for=6.6.6.6, ;", " 0"],
    ['for="x, for=192.0.2.1', " 0"],
    ["for=192.0.2.1;for=6.6.6.6", " 0"],
    ["for=nobody", " 0"],
    ["garbage", " 0"],
  ])("reads the client of Forwarded: %s", async (forwarded, client) => {
    expect(await seen({ forwarded: 1 }, { forwarded })).toMatchObject({ client });
  });

  test("takes an option that is undefined for 0: it trusts no proxy", async () => {
    const options = Object.fromEntries(Object.keys(ALL).map((name) => [name.split("-").at(-1)!, undefined]));
    expect(await seen(options, ALL)).toEqual(UNTOUCHED);
  });

  test.each(["user@evil.example", "evil.example/x", "a b", "a:0", "a:65536", "[zz]", "a\\b", "ü"])(
    "refuses an invalid host: %s",
    async (host) => {
      expect(await seen({ host: 1 }, { "x-forwarded-host": host })).toMatchObject({ url: UNTOUCHED.url });
    },
  );

  test.each(["//evil.example", "shop", "/a?b", "/a#b", "/a/../b", "/a/..", "/%zz", "/a b", "/a\\b", "/"])(
    "refuses an invalid prefix: %s",
    async (prefix) => {
      expect(await seen({ prefix: 1 }, { "x-forwarded-prefix": prefix })).toMatchObject({ path: "|/a" });
    },
  );

  test("moves a port that was the scheme's own along with the scheme", async () => {
    expect(await seen({ proto: 1 }, { "x-forwarded-proto": "HTTPS" })).toMatchObject({
      server: "localhost 443",
      url: "https://localhost/a",
    });
    expect(await seen({ port: 1 }, { "x-forwarded-port": "8080" })).toMatchObject({
      url: "http://localhost:8080/a",
    });
    expect(await seen({ host: 1 }, { "x-forwarded-host": "[::1]:81" })).toMatchObject({
      url: "http://[::1]:81/a",
    });
  });

  test("works on a copy: outer middleware sees what the server saw [M13]", async () => {
    let outside = "";
    await using client = createClient((environ, startResponse) => {
      const body = proxyFix({ for: 1 })(show)(environ, startResponse);
      outside = environ.remoteAddress;
      return body;
    });
    await client.get("/a", { headers: ALL });
    expect(outside).toBe("127.0.0.1");
  });

  test.each([
    ["for=1.2.3.4", [{ for: "1.2.3.4" }]],
    ['For="[::1]:80" ; proto=http , host=a', [{ for: "[::1]:80", proto: "http" }, { host: "a" }]],
    ['for="a\\"b,;c"', [{ for: 'a"b,;c' }]],
    ["", []],
    [" ,\t,", []],
    ["for=1.2.3.4,", [{ for: "1.2.3.4" }]],
    [",for=1.2.3.4;;proto=http;,, ;", [{ for: "1.2.3.4", proto: "http" }, {}]],
    ["for=1;for=2", undefined],
    ['for="x', undefined],
    ["for", undefined],
    ["for=a b", undefined],
  ])("parses Forwarded as RFC 7239 has it: %s", (field, expected) => {
    expect(parseForwarded(field)?.map((element) => Object.fromEntries(element))).toEqual(expected);
  });

  test("never fails on what proxies or clients send, and keeps to the contract", async () => {
    const part = fc.constantFrom(
      "for=",
      '"',
      "\\",
      ",",
      ";",
      "=",
      " ",
      "proto=https",
      "host=a",
      "[::1]",
      "1.2.3.4",
      ":",
      "80",
      "/x",
      "%2",
      "unknown",
      "_a",
      "\u00ff",
      "\t",
    );
    const field = fc.oneof(
      fc.array(part, { maxLength: 16 }).map((parts) => parts.join("").trim()),
      fc
        .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
        .map((text) => text.trim()),
    );
    const names = fc.constantFrom(...Object.keys(ALL));
    await using separate = clientOf(proxyFix({ for: 1, proto: 1, host: 1, port: 1, prefix: 1 }), show);
    await using combined = clientOf(proxyFix({ forwarded: 1 }), show);
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, field), async (headers) => {
        for (const client of [separate, combined]) {
          const { url } = await (await client.get("/a", { headers })).json<{ url: string }>();
          expect(URL.canParse(url)).toBe(true);
        }
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  test.each([
    [{ for: -1 }, "proxyFix: for is -1, must be an integer from 0 to 32"],
    [{ proto: true }, "proxyFix: proto is true"],
    [{ forwarded: 1, for: 1 }, "proxyFix: forwarded is 1, must be 0 beside for, proto and host"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => proxyFix(options as never)).toThrow(message);
  });
});
