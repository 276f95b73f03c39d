import type { Application, Body, Environ, Middleware, StartResponse } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { contain } from "../shared/contain.ts";
import { countBody } from "../response/count-body.ts";
import { isClientGone, statusOfError } from "../shared/failure.ts";
import { knownMethod, outcomeOf, type Attributes } from "./attributes.ts";
import { aMeter, instrumentsOf, type Instruments, type Meter } from "./meter.ts";
import {
  aBoolean,
  aFunction,
  anInteger,
  checkOptions,
  checkResult,
  optionError,
  type Check,
} from "../shared/options.ts";
import { tracingBy, type ServerSpan, type TracingApi } from "./tracing.ts";

export type { Attributes } from "./attributes.ts";
export type { Meter } from "./meter.ts";
export {
  prometheusEndpoint,
  prometheusMeter,
  type PrometheusClient,
  type PrometheusEndpointOptions,
  type PrometheusRegistry,
} from "./prometheus.ts";
export type { TracingApi } from "./tracing.ts";

/** Options of {@link metrics}. Set `meter`, `tracing` or both. */
export interface MetricsOptions {
  /** `metrics.getMeter("shop")` of `@opentelemetry/api`, or `prometheusMeter(client)`. Default: no measurements. */
  readonly meter?: Meter;
  /** The module `@opentelemetry/api`: each request becomes a span of its tracer `@tsgi/middleware`. Default: no spans. */
  readonly tracing?: TracingApi;
  /**
   * Returns the route, a template such as `/users/{id}`, never the path itself. Called when the response has ended; a
   * result that is neither a string nor undefined is logged and ignored. Default: none.
   */
  readonly route?: (environ: Environ) => string | undefined;
  /**
   * Also measures the sizes of bodies in bytes: of a request its Content-Length, of a response the bytes sent, for which
   * streams are counted chunk by chunk. Default: false.
   */
  readonly bodySize?: boolean;
  /** The status to record if the client disconnected before the application responded, for example 499. Default: none. */
  readonly goneStatus?: number;
}

const aRoute: Check = {
  is: (value) => value === undefined || typeof value === "string",
  must: "a string or undefined",
};

const anApi: Check = {
  is: (value) =>
    ["trace", "context", "propagation", "SpanKind", "SpanStatusCode"].every(
      (name) => typeof (value as Record<string, unknown> | null)?.[name] === "object",
    ),
  must: "the module @opentelemetry/api",
};

/**
 * Measures requests with OpenTelemetry or `prom-client`: `http.server.request.duration`, in seconds until the end of the
 * response, and `http.server.active_requests`. The SDK decides where they are exported.
 *
 * With `tracing`, each request is a span of kind SERVER in the caller's trace. It ends with the response, and is active in
 * the application and in each step of its generator. Errors of a meter or a tracer are logged, and do not affect the
 * response.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * import * as otel from "@opentelemetry/api";
 *
 * const app = metrics({ meter: otel.metrics.getMeter("shop"), tracing: otel })(shop);
 */
export function metrics(options: MetricsOptions): Middleware {
  checkOptions("metrics", options, {
    meter: aMeter,
    tracing: anApi,
    route: aFunction,
    bodySize: aBoolean,
    goneStatus: anInteger(400, 599),
  });
  const { meter, tracing, route, bodySize = false, goneStatus } = options;
  if (meter === undefined && tracing === undefined) {
    throw optionError("metrics", "meter", meter, `${aMeter.must}, unless tracing is given`);
  }
  const instruments = meter === undefined ? undefined : instrumentsOf(meter, bodySize);
  const trace = tracing === undefined ? undefined : tracingBy(tracing);
  return (app) => (environ, startResponse) => {
    const span = trace && contain(environ, () => trace(environ), undefined);
    const measured = new Measured(environ, instruments, span, bodySize);
    environ.onFinish((error) => measured.finish(error, route, goneStatus));
    return measured.run(app, startResponse);
  };
}

/** Measures one request until its response ends. */
class Measured {
  readonly #environ: Environ;
  readonly #instruments: Instruments | undefined;
  readonly #span: ServerSpan | undefined;
  readonly #withSizes: boolean;
  readonly #begin = performance.now();
  readonly #request: Attributes;
  #status: number | undefined = undefined;
  #bytes = 0;
  #hasAnswered = false;

  constructor(
    environ: Environ,
    instruments: Instruments | undefined,
    span: ServerSpan | undefined,
    withSizes: boolean,
  ) {
    this.#environ = environ;
    this.#instruments = instruments;
    this.#span = span;
    this.#withSizes = withSizes;
    this.#request = { "http.request.method": knownMethod(environ), "url.scheme": environ.scheme };
    contain(environ, () => instruments?.active(1, this.#request), undefined);
  }

  run(app: Application, startResponse: StartResponse): Body | PromiseLike<Body> {
    const call = (): Body | PromiseLike<Body> =>
      app(this.#environ, (status, headers, error) => {
        startResponse(status, headers, error);
        this.#status = status;
      });
    try {
      const body = this.#span === undefined ? call() : this.#span.run(call);
      return isThenable(body)
        ? Promise.resolve(body).then(
            (settled) => this.#follow(settled),
            (error: unknown) => this.#fail(error),
          )
        : this.#follow(body);
    } catch (error) {
      return this.#fail(error);
    }
  }

  finish(error: unknown, route: MetricsOptions["route"], goneStatus: number | undefined): void {
    const environ = this.#environ;
    const seconds = (performance.now() - this.#begin) / 1000;
    // The client got no response: what the application would have sent, or how it failed then, is not a status.
    const status = isClientGone(error) && !this.#hasAnswered ? goneStatus : this.#status;
    const seeRoute = (): string | undefined => checkResult("metrics", "route", route?.(environ), aRoute);
    const outcome = outcomeOf(environ, status, error, contain(environ, seeRoute, undefined));
    const all = { ...this.#request, ...outcome };
    // One after another: if one fails, the others still run.
    contain(environ, () => this.#instruments?.active(-1, this.#request), undefined);
    contain(environ, () => this.#instruments?.duration(seconds, all), undefined);
    if (this.#withSizes)
      contain(environ, () => this.#instruments?.sizes(environ.contentLength, this.#bytes, all), undefined);
    this.#span?.end(environ, outcome, error);
  }

  #follow(body: Body): Body {
    this.#hasAnswered = true;
    const counted = this.#withSizes
      ? countBody(this.#environ, body, (bytes) => void (this.#bytes += bytes))
      : body;
    return this.#span === undefined ? counted : this.#span.follow(counted);
  }

  #fail(error: unknown): never {
    this.#status = statusOfError(error);
    throw error;
  }
}
