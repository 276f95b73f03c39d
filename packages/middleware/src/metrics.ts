import { TsgiError, type Environ, type Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { aFunction, checkOptions, optionError, type Check } from "./_options.ts";

/** What a request is told apart by (OpenTelemetry semantic conventions, HTTP metrics, 1.23 and later). */
export type Attributes = Record<string, string | number>;

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { explicitBucketBoundaries: number[] };
}

/** A Meter of `@opentelemetry/api`, as far as it is used here. */
export interface Meter {
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  createUpDownCounter(
    name: string,
    options: InstrumentOptions,
  ): { add(value: number, attributes: Attributes): void };
}

/** How {@link metrics} measures. */
export interface MetricsOptions {
  /** `metrics.getMeter("shop")` of `@opentelemetry/api`. */
  readonly meter: Meter;
  /** The route, a template such as `/users/{id}`, never the path itself. Asked when the response has ended. Default: none. */
  readonly route?: (environ: Environ) => string | undefined;
}

const aMeter: Check = {
  is: (value) =>
    ["createHistogram", "createUpDownCounter"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
    ),
  must: "a Meter of @opentelemetry/api",
};
/** Any other method would let clients make up time series. */
const METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "QUERY",
]);
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Measures requests with OpenTelemetry: `http.server.request.duration`, in seconds, to the end of the response, and
 * `http.server.active_requests`. Which exporter they go to, Prometheus say, is the SDK's to choose.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * import { metrics as api } from "@opentelemetry/api";
 *
 * const app = metrics({ meter: api.getMeter("shop") })(shop);
 */
export function metrics(options: MetricsOptions): Middleware {
  checkOptions("metrics", options, { meter: aMeter, route: aFunction });
  const { meter, route } = options;
  if (meter === undefined) throw optionError("metrics", "meter", meter, aMeter.must);
  const duration = meter.createHistogram("http.server.request.duration", {
    description: "Duration of HTTP server requests.",
    unit: "s",
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  const active = meter.createUpDownCounter("http.server.active_requests", {
    description: "Number of active HTTP server requests.",
    unit: "{request}",
  });
  return (app) => (environ, startResponse) => {
    const begin = performance.now();
    const request: Attributes = {
      "http.request.method": METHODS.has(environ.method) ? environ.method : "_OTHER",
      "url.scheme": environ.scheme,
    };
    let status: number | undefined;
    const failed = (error: unknown): never => {
      status = error instanceof TsgiError && error.status < 499 ? error.status : 500;
      throw error;
    };
    active.add(1, request);
    environ.onFinish((error) => {
      active.add(-1, request);
      const seconds = (performance.now() - begin) / 1000;
      duration.record(seconds, {
        ...request,
        ...responseOf(environ, status, error),
        ...routeOf(route?.(environ)),
      });
    });
    try {
      const body = app(environ, (code, headers, error) => {
        startResponse(code, headers, error);
        status = code;
      });
      return isThenable(body) ? Promise.resolve(body).catch(failed) : body;
    } catch (error) {
      return failed(error);
    }
  };
}

function responseOf({ protocol }: Environ, status: number | undefined, error: unknown): Attributes {
  const attributes: Attributes = {
    "network.protocol.version": protocol.replace(/^HTTP\//, "").replace(/^([23])\.0$/, "$1"),
  };
  if (status !== undefined) attributes["http.response.status_code"] = status;
  if (status !== undefined && status >= 500) attributes["error.type"] = String(status);
  else if (error !== undefined && error !== null) attributes["error.type"] = typeOf(error);
  return attributes;
}

/** Few values, as a time series is made of each. */
function typeOf(error: unknown): string {
  if (error instanceof TsgiError) return error.code;
  return error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : "_OTHER";
}

function routeOf(route: string | undefined): Attributes {
  return route === undefined ? {} : { "http.route": route };
}
