import { clientOf, hello } from "@tsgi/harness/linted";
import { httpsRedirect } from "@tsgi/middleware/https-redirect";
import { describe, expect, test } from "vitest";

async function locate(
  options: object,
  host: string,
  target = "/a%2Fb?q=1",
): Promise<[number, string | null]> {
  await using client = clientOf(httpsRedirect(options), hello);
  const response = await client.post(target, { headers: { host } });
  return [response.status, response.headers.get("location")];
}

describe("httpsRedirect", () => {
  test("sends to the same place by https, with the same method", async () => {
    expect(await locate({}, "shop.example")).toEqual([308, "https://shop.example/a%2Fb?q=1"]);
    expect(await locate({}, "Shop.example:8080", "/")).toEqual([308, "https://shop.example/"]);
    expect(await locate({ port: 8443, status: 301 }, "[::1]:80")).toEqual([
      301,
      "https://[::1]:8443/a%2Fb?q=1",
    ]);
  });

  test("redirects no client to a host that is not one's own", async () => {
    const hosts = ["shop.example", "WWW.shop.example"];
    expect(await locate({ hosts }, "www.shop.example:80")).toEqual([
      308,
      "https://www.shop.example/a%2Fb?q=1",
    ]);
    expect(await locate({ hosts }, "evil.example")).toEqual([400, null]);
    expect(await locate({ hosts }, "shop.example.evil.example")).toEqual([400, null]);
  });

  test("stays on the host whatever the path looks like", async () => {
    expect(await locate({}, "shop.example", "//evil.example/x")).toEqual([
      308,
      "https://shop.example//evil.example/x",
    ]);
  });

  test("leaves https, and what is exempt, alone", async () => {
    await using secure = clientOf(httpsRedirect(), hello, { scheme: "https" });
    expect((await secure.get("/")).status).toBe(200);
    await using client = clientOf(httpsRedirect({ exempt: ({ pathInfo }) => pathInfo === "/livez" }), hello);
    expect((await client.get("/livez")).status).toBe(200);
  });

  test("checks its options at once", () => {
    expect(() => httpsRedirect({ hosts: ["a:80"] })).toThrow("httpsRedirect: hosts");
    expect(() => httpsRedirect({ status: 303 as never })).toThrow("httpsRedirect: status is 303");
  });
});
