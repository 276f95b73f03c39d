import type { Body, Environ, Middleware } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import type { Attributes } from "./attributes.ts";
import type { Meter } from "./meter.ts";
import {
  aBoolean,
  aFunction,
  aPath,
  checkOptions,
  checkResult,
  optionError,
  type Check,
} from "../shared/options.ts";

/** The part of a Registry of `prom-client` that is used here. */
export interface PrometheusRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  getSingleMetric(name: string): unknown;
}

interface MetricOptions {
  name: string;
  help: string;
  labelNames: string[];
  registers: never[];
  buckets?: number[];
}

/** The part of the module `prom-client` that is used here; for a registry of your own, `{ ...client, register }`. */
export interface PrometheusClient {
  readonly register: PrometheusRegistry;
  readonly Histogram: new (options: MetricOptions) => { observe(labels: Attributes, value: number): void };
  readonly Gauge: new (options: MetricOptions) => { inc(labels: Attributes, value: number): void };
}

/** All attributes that a measurement may have: `prom-client` needs them in advance. */
const LABELS = [
  "http.request.method",
  "url.scheme",
  "network.protocol.version",
  "http.response.status_code",
  "error.type",
  "http.route",
];
/** As the OpenTelemetry specification defines them for Prometheus. */
const UNITS: Readonly<Record<string, string>> = { s: "_seconds", By: "_bytes" };

/**
 * Makes a meter for `metrics()` that measures with `prom-client`, under the names of OpenTelemetry's exporter for
 * Prometheus, for example `http_server_request_duration_seconds`. Metrics that are registered already are reused.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * import client from "prom-client";
 *
 * const app = compose(
 *   prometheusEndpoint({ register: client.register, allow: ({ remoteAddress }) => remoteAddress === "127.0.0.1" }),
 *   metrics({ meter: prometheusMeter(client) }),
 * )(shop);
 */
export function prometheusMeter(client: PrometheusClient): Meter {
  if (typeof client?.Histogram !== "function" || typeof client.Gauge !== "function") {
    throw optionError("prometheusMeter", "client", client, "the module prom-client");
  }
  const { register } = client;
  const settings = (name: string, unit: string, help: string): MetricOptions => ({
    name: underscored(name) + (UNITS[unit] ?? ""),
    help,
    labelNames: LABELS.map(underscored),
    registers: [register as never],
  });
  return {
    createHistogram(name, { description, unit, advice }) {
      const options = settings(name, unit, description);
      const histogram = (register.getSingleMetric(options.name) ??
        new client.Histogram({ ...options, buckets: advice!.explicitBucketBoundaries })) as InstanceType<
        PrometheusClient["Histogram"]
      >;
      return { record: (value, attributes) => histogram.observe(labelsOf(attributes), value) };
    },
    createUpDownCounter(name, { description, unit }) {
      const options = settings(name, unit, description);
      const gauge = (register.getSingleMetric(options.name) ?? new client.Gauge(options)) as InstanceType<
        PrometheusClient["Gauge"]
      >;
      return { add: (value, attributes) => gauge.inc(labelsOf(attributes), value) };
    },
  };
}

/** Options of {@link prometheusEndpoint}. */
export interface PrometheusEndpointOptions {
  /** `client.register` of `prom-client`. */
  readonly register: PrometheusRegistry;
  /**
   * Returns whether a request may read the metrics. Required, so that they are not public by accident. All others go on to
   * the application.
   */
  readonly allow: (environ: Environ) => boolean | PromiseLike<boolean>;
  /** Default: `/metrics`. */
  readonly path?: string;
}

const aRegistry: Check = {
  is: (value) => typeof (value as PrometheusRegistry | null)?.metrics === "function",
  must: "a Registry of prom-client",
};

/**
 * Responds to GET `/metrics` with the metrics of a `prom-client` registry, as text for Prometheus, if the request is
 * allowed. Everything else goes on to the application, so that the response does not reveal the endpoint.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * import client from "prom-client";
 *
 * const app = prometheusEndpoint({
 *   register: client.register,
 *   allow: (environ) => environ.header("authorization") === `Bearer ${token}`,
 * })(shop);
 */
export function prometheusEndpoint(options: PrometheusEndpointOptions): Middleware {
  checkOptions("prometheusEndpoint", options, { register: aRegistry, allow: aFunction, path: aPath });
  const { register, allow, path = "/metrics" } = options;
  if (register === undefined) throw optionError("prometheusEndpoint", "register", register, aRegistry.must);
  if (allow === undefined) throw optionError("prometheusEndpoint", "allow", allow, aFunction.must);
  return (app) => (environ, startResponse) => {
    const isAsked = environ.method === "GET" || environ.method === "HEAD";
    if (!isAsked || environ.pathInfo !== path) return app(environ, startResponse);
    const answer = async (): Promise<string> => {
      const text = await register.metrics();
      startResponse(200, [
        ["content-type", register.contentType],
        ["cache-control", "no-store"],
      ]);
      return text;
    };
    const decide = (allowed: boolean): Body | PromiseLike<Body> =>
      checkResult("prometheusEndpoint", "allow", allowed, aBoolean) ? answer() : app(environ, startResponse);
    const allowed = allow(environ);
    return isThenable(allowed) ? Promise.resolve(allowed).then(decide) : decide(allowed);
  };
}

function labelsOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [underscored(name), value]));
}

function underscored(name: string): string {
  return name.replaceAll(".", "_");
}
