import type { Application, Environ, StartResponse } from "@tsgi/core";
import { answers, clientOf, hello } from "@tsgi/harness/linted";
import { metrics } from "@tsgi/middleware/metrics";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { createClient } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

interface Point {
  readonly attributes: Record<string, unknown>;
  readonly value: number | { count: number; sum?: number };
}

/** Runs requests through metrics with OpenTelemetry's own SDK. Returns what it exported, by instrument. */
async function measured(
  app: Application,
  run: (ask: (method: string, leave?: boolean) => Promise<void>) => Promise<void>,
  options = {},
) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  await using client = clientOf(metrics({ meter: provider.getMeter("test"), ...options }), app, {
    rethrow: false,
  });
  await run(async (method, leave = false) => {
    const response = await client.request(method, "/users/7");
    if (leave) await response.cancel();
    else await response.bytes().catch(() => {});
    await response.finished;
  });
  await provider.forceFlush();
  const all = exporter.getMetrics().at(-1)!.scopeMetrics[0]!.metrics;
  await provider.shutdown();
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      { unit: descriptor.unit, points: dataPoints as unknown as Point[] },
    ]),
  );
}

describe("metrics", () => {
  test("measures requests by method, status and route, and those that are active", async () => {
    const seen = await measured(
      hello,
      async (ask) => {
        await ask("GET");
        await ask("GET");
        await ask("BREW");
      },
      { route: () => "/users/{id}" },
    );
    const duration = seen["http.server.request.duration"]!;
    expect(duration.unit).toBe("s");
    const common = {
      "url.scheme": "http",
      "http.response.status_code": 200,
      "http.route": "/users/{id}",
      "network.protocol.version": "1.1",
    };
    expect(
      duration.points.map(({ attributes, value }) => [attributes, (value as { count: number }).count]),
    ).toEqual([
      [{ ...common, "http.request.method": "GET" }, 2],
      [{ ...common, "http.request.method": "_OTHER" }, 1],
    ]);
    expect((duration.points[0]!.value as { sum: number }).sum).toBeGreaterThan(0);
    expect(seen["http.server.active_requests"]!.points.map(({ value }) => value)).toEqual([0, 0]);
  });

  test.each<[string, Application, boolean, object]>([
    [
      "an application that throws",
      () => {
        throw new RangeError("x");
      },
      false,
      { "http.response.status_code": 500, "error.type": "500" },
    ],
    [
      "one that rejects",
      () => Promise.reject(new RangeError("x")),
      false,
      { "http.response.status_code": 500, "error.type": "500" },
    ],
    [
      "a body that breaks off",
      answers(
        (function* () {
          yield "a";
          throw new RangeError("x");
        })(),
      ),
      false,
      { "http.response.status_code": 200, "error.type": "RangeError" },
    ],
    [
      "a client that disconnects",
      answers(
        (function* () {
          for (;;) yield "a";
        })(),
      ),
      true,
      { "http.response.status_code": 200, "error.type": "TSGI_CLIENT_GONE" },
    ],
    [
      "an error of the application's own",
      answers("no", 503),
      false,
      { "http.response.status_code": 503, "error.type": "503" },
    ],
  ])("reports what went wrong: %s", async (_, app, leave, expected) => {
    const seen = await measured(app, (ask) => ask("GET", leave));
    expect(seen["http.server.request.duration"]!.points[0]!.attributes).toMatchObject(expected);
    expect(seen["http.server.active_requests"]!.points[0]!.value).toBe(0);
  });

  test.each([undefined, 499])(
    "has no status of its own for a client that disconnected before the answer: %s",
    async (goneStatus) => {
      const told: Record<string, unknown>[] = [];
      const meter = {
        createHistogram: () => ({ record: (_: number, all: object) => void told.push({ ...all }) }),
        createUpDownCounter: () => ({ add: () => {} }),
      };
      for (const app of [
        () => new Promise<never>(() => {}),
        async (_: unknown, startResponse: StartResponse) => {
          startResponse(200, []);
          return new Promise<never>(() => {});
        },
        ({ signal }: Environ) =>
          new Promise<never>((_, reject) =>
            signal.addEventListener("abort", () => reject(new Error("aborted"))),
          ),
      ]) {
        const options = goneStatus === undefined ? { meter } : { meter, goneStatus };
        await using client = createClient(metrics(options)(app), { rethrow: false });
        const leaving = new AbortController();
        const asked = client.get("/", { signal: leaving.signal });
        setTimeout(() => leaving.abort(), 5);
        await asked.catch(() => {});
        await client.close();
      }
      expect(told.map((all) => all["http.response.status_code"])).toEqual([
        goneStatus,
        goneStatus,
        goneStatus,
      ]);
      expect(told.map((all) => typeof all["error.type"])).toEqual(["string", "string", "string"]);
    },
  );

  test("counts a request that is on its way as active (with a mock of a meter)", async () => {
    const added: number[] = [];
    const meter = {
      createHistogram: () => ({ record: () => {} }),
      createUpDownCounter: () => ({ add: (value: number) => void added.push(value) }),
    };
    await using client = clientOf(metrics({ meter }), (...call) => {
      expect(added).toEqual([1]);
      return hello(...call);
    });
    await (
      await client.get("/")
    ).finished;
    expect(added).toEqual([1, -1]);
  });

  test("checks its options at once", () => {
    expect(() => metrics({} as never)).toThrow(
      "metrics: meter is undefined, must be a Meter of @opentelemetry/api",
    );
    expect(() => metrics({ meter: { createHistogram() {} } as never })).toThrow(
      "metrics: meter is [object Object]",
    );
  });
});
