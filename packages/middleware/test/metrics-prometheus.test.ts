import { compose, type Environ } from "@tsgi/core";
import { answers, clientOf, hello } from "@tsgi/harness/linted";
import { createClient } from "@tsgi/testing";
import { metrics, prometheusEndpoint, prometheusMeter } from "@tsgi/middleware/metrics";
import * as prom from "prom-client";
import { describe, expect, test } from "vitest";

/** `prom-client` with a registry of a test's own. */
const own = () => ({ ...prom, register: new prom.Registry() });
const isLocal = ({ remoteAddress }: Environ): boolean => remoteAddress === "127.0.0.1";
const all = { allow: () => true };

describe("metrics with prom-client", () => {
  test("measures under OpenTelemetry's names, without a path among the labels", async () => {
    const client = own();
    await using asking = clientOf(
      metrics({ meter: prometheusMeter(client), bodySize: true, route: () => "/users/{id}" }),
      answers(["Hel", "lo"].values(), 201),
    );
    const response = await asking.post("/users/7?q=1", { body: "four" });
    await response.text();
    await response.finished;
    const text = await client.register.metrics();
    const labels =
      'http_request_method="POST",url_scheme="http",network_protocol_version="1.1",http_response_status_code="201",http_route="/users/{id}"';
    const lines = text.split("\n");
    expect(lines).toContain("# TYPE http_server_request_duration_seconds histogram");
    expect(lines).toContain(`http_server_request_duration_seconds_count{${labels}} 1`);
    expect(lines).toContain("# TYPE http_server_active_requests gauge");
    expect(lines).toContain('http_server_active_requests{http_request_method="POST",url_scheme="http"} 0');
    expect(lines).toContain(`http_server_request_body_size_bytes_sum{${labels}} 4`);
    expect(lines).toContain(`http_server_response_body_size_bytes_sum{${labels}} 5`);
    expect(text).not.toContain("/users/7");
  });

  test("makes no time series that clients could multiply", async () => {
    const client = own();
    const asking = createClient(metrics({ meter: prometheusMeter(client) })(hello));
    const count = async (): Promise<number> =>
      (await client.register.metrics()).split("\n").filter((line) => line.includes("_count{")).length;
    for (let i = 0; i < 50; i++) {
      const headers = { host: `h${i}.example`, "user-agent": `a${i}`, cookie: `c=${i}` };
      const response = await asking.request(`X${i}`, `/p${i}?q=${i}`, { headers });
      await response.bytes();
      await response.finished;
    }
    expect(await count()).toBe(1);
    await asking.close();
  });

  test("uses what is registered already, and the global registry by default", () => {
    const client = own();
    prometheusMeter(client).createUpDownCounter("a.b", { description: "x", unit: "By" });
    metrics({ meter: prometheusMeter(client) });
    expect(() => metrics({ meter: prometheusMeter(client) })).not.toThrow();
    expect(client.register.getSingleMetric("a_b_bytes")).toBeDefined();
    expect(prom.register.getSingleMetric("a_b_bytes")).toBeUndefined();
  });

  test("is answered for those who may see it; for others there is no such place", async () => {
    const { register } = own();
    new prom.Counter({ name: "sold", help: "x", registers: [register] }).inc(3);
    for (const may of [isLocal, async (environ: Environ) => isLocal(environ)]) {
      const endpoint = prometheusEndpoint({ register, allow: may });
      await using scraper = clientOf(endpoint, hello, { remoteAddress: "127.0.0.1" });
      const response = await scraper.get("/metrics");
      expect([response.status, response.headers.get("content-type")]).toEqual([200, register.contentType]);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(await response.text()).toContain("sold 3");
      expect(await (await scraper.head("/metrics")).text()).toBe("");
      expect(await (await scraper.post("/metrics")).text()).toBe("Hello");
      expect(await (await scraper.get("/metrics/x")).text()).toBe("Hello");
      await using stranger = clientOf(endpoint, hello, { remoteAddress: "192.0.2.1" });
      expect(await (await stranger.get("/metrics")).text()).toBe("Hello");
    }
  });

  test("lets no client in by mistake: only true allows, and `allow` is required", async () => {
    const { register } = own();
    await using denied = clientOf(prometheusEndpoint({ register, allow: () => false }), hello);
    expect(await (await denied.get("/metrics")).text()).toBe("Hello");
    for (const allow of [() => undefined, () => 1, async () => "yes"]) {
      await using client = clientOf(prometheusEndpoint({ register, allow: allow as never }), hello);
      await expect(client.get("/metrics")).rejects.toMatchObject({ code: "TSGI_OPTION_INVALID" });
    }
    await using off = clientOf(metrics({ meter: prometheusMeter(own()) }), hello);
    expect(await (await off.get("/metrics")).text()).toBe("Hello");
    expect(() => prometheusEndpoint({ register } as never)).toThrow(
      "prometheusEndpoint: allow is undefined, must be a function",
    );
  });

  test("comes before what it measures, at a path of its own", async () => {
    const client = own();
    const { register } = client;
    const app = compose(
      prometheusEndpoint({ register, path: "/internal/metrics", ...all }),
      metrics({ meter: prometheusMeter(client) }),
    )(hello);
    await using asking = createClient(app);
    const response = await asking.get("/");
    await response.bytes();
    await response.finished;
    const text = await (await asking.get("/internal/metrics")).text();
    expect(text).toMatch(/^http_server_request_duration_seconds_count\{.*\} 1$/m);
  });

  test.each([
    [() => prometheusMeter({} as never), "prometheusMeter: client is [object Object]"],
    [() => prometheusEndpoint({ ...all } as never), "prometheusEndpoint: register is undefined"],
    [
      () => prometheusEndpoint({ ...all, register: own().register, path: "metrics" }),
      'prometheusEndpoint: path is "metrics"',
    ],
  ])("checks its options at once: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});
