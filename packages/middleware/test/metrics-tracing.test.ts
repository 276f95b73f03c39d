import * as otel from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Application } from "@tsgi/core";
import { TEXT, answers, clientOf, hello } from "@tsgi/harness/linted";
import { createClient, createEnviron } from "@tsgi/testing";
import { metrics } from "@tsgi/middleware/metrics";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

beforeAll(() => {
  otel.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  otel.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  otel.trace.setGlobalTracerProvider(provider);
});
afterEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  otel.trace.disable();
  otel.propagation.disable();
  otel.context.disable();
});

const activeSpan = (): string | undefined => otel.trace.getActiveSpan()?.spanContext().spanId;

describe("metrics with tracing, by OpenTelemetry's own SDK", () => {
  test("makes a span of each request, by the conventions", async () => {
    await using client = clientOf(metrics({ tracing: otel, route: () => "/users/{id}" }), hello, {
      remoteAddress: "192.0.2.1",
      scheme: "https",
    });
    const headers = { host: "shop.example:8443", "user-agent": "test/1" };
    await (
      await client.get("/users/7?token=secret", { headers })
    ).finished;
    const [span] = exporter.getFinishedSpans();
    expect([span!.name, span!.kind, span!.status.code, span!.parentSpanContext]).toEqual([
      "GET /users/{id}",
      otel.SpanKind.SERVER,
      otel.SpanStatusCode.UNSET,
      undefined,
    ]);
    expect(span!.instrumentationScope.name).toBe("@tsgi/middleware");
    expect(span!.attributes).toEqual({
      "http.request.method": "GET",
      "url.scheme": "https",
      "url.path": "/users/7",
      "server.address": "shop.example",
      "server.port": 8443,
      "client.address": "192.0.2.1",
      "user_agent.original": "test/1",
      "network.protocol.version": "1.1",
      "http.response.status_code": 200,
      "http.route": "/users/{id}",
    });
  });

  test("has few names: none by the path, one for methods that are not known", async () => {
    await using client = clientOf(metrics({ tracing: otel }), hello);
    for (const method of ["POST", "BREW"]) await (await client.request(method, "/pot/7")).finished;
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(["POST", "HTTP"]);
    expect(exporter.getFinishedSpans()[1]!.attributes).toMatchObject({
      "http.request.method": "_OTHER",
      "http.request.method_original": "BREW",
    });
  });

  test("goes on with the caller's trace", async () => {
    await using client = clientOf(metrics({ tracing: otel }), hello);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await (
      await client.get("/", { headers: { traceparent, tracestate: "a=b" } })
    ).finished;
    await (
      await client.get("/", { headers: { traceparent: "nonsense" } })
    ).finished;
    const [one, other] = exporter.getFinishedSpans();
    expect([one!.spanContext().traceId, one!.parentSpanContext?.spanId]).toEqual([
      "0af7651916cd43dd8448eb211c80319c",
      "b7ad6b7169203331",
    ]);
    expect(one!.parentSpanContext?.isRemote).toBe(true);
    expect(one!.spanContext().traceState?.serialize()).toBe("a=b");
    expect([other!.spanContext().traceId === one!.spanContext().traceId, other!.parentSpanContext]).toEqual([
      false,
      undefined,
    ]);
  });

  test.each<[string, Application, number]>([
    ["at once", (_, start) => (start(200, TEXT), String(activeSpan())), 1],
    [
      "after an await",
      async (_, start) => {
        await Promise.resolve();
        start(200, TEXT);
        return String(activeSpan());
      },
      1,
    ],
    [
      "in each step of a generator",
      function* (_, start) {
        start(200, TEXT);
        yield `${activeSpan()} `;
        yield `${activeSpan()} `;
      } as Application,
      2,
    ],
    [
      "in each step of an asynchronous generator, and at its end",
      async function* (_, start) {
        start(200, TEXT);
        try {
          yield `${activeSpan()} `;
          await Promise.resolve();
          yield `${activeSpan()} `;
        } finally {
          otel.trace.getActiveSpan()?.setAttribute("closed.in", String(activeSpan()));
        }
      } as Application,
      2,
    ],
  ])("is the active span %s, and a parent of others", async (_, app, times) => {
    await using client = clientOf(metrics({ tracing: otel }), (environ, start) => {
      otel.trace.getTracer("shop").startSpan("query").end();
      return app(environ, start);
    });
    const response = await client.get("/");
    const seen = (await response.text()).trim().split(" ");
    await response.finished;
    const [query, server] = exporter.getFinishedSpans();
    const id = server!.spanContext().spanId;
    expect([seen, query!.parentSpanContext?.spanId]).toEqual([Array.from({ length: times }, () => id), id]);
    expect([undefined, id]).toContain(server!.attributes["closed.in"]);
    expect(activeSpan()).toBe(undefined);
  });

  test("keeps the spans of requests at the same time apart", async () => {
    await using client = clientOf(metrics({ tracing: otel }), async function* (_, start) {
      start(200, TEXT);
      for (let i = 0; i < 5; i++) {
        yield `${activeSpan()} `;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } as Application);
    const texts = await Promise.all(Array.from({ length: 10 }, async () => (await client.get("/")).text()));
    const each = texts.map((text) => [...new Set(text.trim().split(" "))]);
    expect(each.map((ids) => ids.length)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(new Set(each.flat()).size).toBe(10);
  });

  test("ends its span when the response has ended, not before", async () => {
    const gate = Promise.withResolvers<void>();
    await using client = clientOf(
      metrics({ tracing: otel }),
      answers(
        (async function* () {
          yield "a";
          await gate.promise;
          yield "b";
        })(),
      ),
    );
    const response = await client.get("/");
    const chunks = response.body[Symbol.asyncIterator]();
    await chunks.next();
    expect(exporter.getFinishedSpans()).toEqual([]);
    gate.resolve();
    while (!(await chunks.next()).done);
    await response.finished;
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });

  test.each<[string, Application, boolean, object, string[]]>([
    [
      "an application that throws",
      () => {
        throw new RangeError("x");
      },
      false,
      { "http.response.status_code": 500, "error.type": "500" },
      ["RangeError"],
    ],
    [
      "a body that breaks off",
      (environ, start) =>
        answers(
          (async function* () {
            yield "a";
            throw new RangeError("x");
          })(),
        )(environ, start),
      false,
      { "http.response.status_code": 200, "error.type": "RangeError" },
      ["RangeError"],
    ],
    [
      "a client that disconnects",
      (environ, start) =>
        answers(
          (function* () {
            for (;;) yield "a";
          })(),
        )(environ, start),
      true,
      { "http.response.status_code": 200, "error.type": "TSGI_CLIENT_GONE" },
      [],
    ],
    [
      "an error of its own",
      answers("no", 503),
      false,
      { "http.response.status_code": 503, "error.type": "503" },
      [],
    ],
  ])("reports what went wrong: %s", async (_, app, leave, attributes, events) => {
    await using client = clientOf(metrics({ tracing: otel }), app, { rethrow: false });
    const response = await client.get("/");
    if (leave) await response.cancel();
    else await response.bytes().catch(() => {});
    await response.finished;
    const [span] = exporter.getFinishedSpans();
    expect(span!.attributes).toMatchObject(attributes);
    expect(span!.status.code).toBe(otel.SpanStatusCode.ERROR);
    expect(span!.events.map((event) => event.attributes?.["exception.type"])).toEqual(events);
  });

  test("takes a mistake of the client's for no error of the server's", async () => {
    await using client = clientOf(metrics({ tracing: otel }), answers("no", 404));
    await (
      await client.get("/")
    ).finished;
    const [span] = exporter.getFinishedSpans();
    expect([span!.status.code, span!.attributes["error.type"]]).toEqual([
      otel.SpanStatusCode.UNSET,
      undefined,
    ]);
  });

  test("leaves whole bodies, the host's streams and the step of a synchronous application unchanged", () => {
    const app = metrics({ tracing: otel });
    for (const body of ["a", null, ["a"], new ReadableStream()]) {
      expect(app(answers(body))(createEnviron(), () => {})).toBe(body);
    }
  });

  test("never fails on what callers send along", async () => {
    await using client = createClient(metrics({ tracing: otel })(hello));
    const fields: Record<string, string>[] = [
      { traceparent: "\u00ff" },
      { traceparent: "00-0-0-0", tracestate: ",,=" },
      { "user-agent": "\u00e9" },
      { host: "[::1]:1" },
    ];
    for (const headers of fields) {
      const response = await client.get("/", { headers });
      expect(response.status).toBe(200);
      await response.finished;
    }
    expect(exporter.getFinishedSpans()).toHaveLength(4);
  });

  test("checks its options at once", () => {
    expect(() => metrics({ tracing: {} as never })).toThrow(
      "metrics: tracing is [object Object], must be the module @opentelemetry/api",
    );
  });
});
