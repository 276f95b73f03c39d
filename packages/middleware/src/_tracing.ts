import { HostBody, TsgiError, isWhole, type Body, type Environ } from "@tsgi/core";
import { parseAuthority } from "./_address.ts";
import { knownMethod, type Attributes } from "./_http-attributes.ts";
import { tapBody } from "./_tap.ts";

/** A Span of `@opentelemetry/api`, as far as it is used here. */
interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { code: number }): unknown;
  updateName(name: string): unknown;
  recordException(error: string | Error): unknown;
  end(): void;
}

/** The module `@opentelemetry/api`, as far as it is used here. `Context` and `ApiSpan` are its own types of these. */
export interface TracingApi<Context = never, ApiSpan = never> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: never; attributes: Attributes }, context: Context): unknown;
    };
    setSpan(context: Context, span: ApiSpan): unknown;
  };
  readonly context: {
    active(): unknown;
    with(context: Context, run: () => unknown): unknown;
  };
  readonly propagation: {
    extract(context: Context, carrier: unknown, getter: never): unknown;
  };
  readonly SpanKind: { readonly SERVER: number };
  readonly SpanStatusCode: { readonly ERROR: number };
}

/** Reads what a caller sent along, `traceparent` say, from the environ. */
const getter = {
  get: (environ: Environ, name: string) => environ.header(name),
  keys: ({ headers }: Environ) => headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
};

/** Makes the span of each request. */
export function tracingBy(api: TracingApi): (environ: Environ) => ServerSpan {
  const tracer = api.trace.getTracer("@tsgi/middleware");
  return (environ) => {
    const parent = api.propagation.extract(api.context.active() as never, environ, getter as never);
    const options = { kind: api.SpanKind.SERVER as never, attributes: requestAttributes(environ) };
    const span = tracer.startSpan(spanName(environ), options, parent as never);
    const context = api.trace.setSpan(parent as never, span as never) as never;
    return new ServerSpan(span as Span, api.SpanStatusCode.ERROR, (step) => api.context.with(context, step));
  };
}

/** The span of one request. */
export class ServerSpan {
  readonly #span: Span;
  readonly #errorCode: number;
  readonly #with: (step: () => unknown) => unknown;

  constructor(span: Span, errorCode: number, run: (step: () => unknown) => unknown) {
    this.#span = span;
    this.#errorCode = errorCode;
    this.#with = run;
  }

  /** Runs a part of the application with the span as the active one. */
  run<T>(step: () => T): T {
    return this.#with(step) as T;
  }

  /** The span is the active one in each step of a generator, too. What needs no code of the application stays as it is. */
  follow(body: Body): Body {
    if (isWhole(body) || typeof body !== "object" || Array.isArray(body)) return body;
    if (body instanceof HostBody || body instanceof ReadableStream) return body;
    return tapBody(body, { run: (step) => this.run(step) });
  }

  end(environ: Environ, outcome: Attributes, error: unknown): void {
    const route = outcome["http.route"];
    if (route !== undefined) this.#span.updateName(`${spanName(environ)} ${route}`);
    this.#span.setAttributes(outcome);
    if (outcome["error.type"] !== undefined) this.#span.setStatus({ code: this.#errorCode });
    const isOurs = error instanceof TsgiError && error.code === "TSGI_CLIENT_GONE";
    if (error !== undefined && error !== null && !isOurs) {
      this.#span.recordException(error instanceof Error ? error : String(error));
    }
    this.#span.end();
  }
}

function spanName(environ: Environ): string {
  const method = knownMethod(environ);
  return method === "_OTHER" ? "HTTP" : method;
}

/** Without the query, which may hold what is secret. */
function requestAttributes(environ: Environ): Attributes {
  const { method, scheme, scriptName, pathInfo, remoteAddress } = environ;
  const known = knownMethod(environ);
  const host = parseAuthority(environ.header("host") ?? "");
  const agent = environ.header("user-agent");
  return {
    "http.request.method": known,
    ...(known === method ? {} : { "http.request.method_original": method }),
    "url.scheme": scheme,
    "url.path": scriptName + pathInfo,
    "server.address": host?.name ?? environ.serverName,
    "server.port": host === undefined ? environ.serverPort : (host.port ?? (scheme === "https" ? 443 : 80)),
    ...(remoteAddress === "" ? {} : { "client.address": remoteAddress }),
    ...(agent === undefined ? {} : { "user_agent.original": agent }),
  };
}
