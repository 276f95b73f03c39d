import { HostBody, isWhole, type Body, type Environ } from "@tsgi/core";
import { titleOf } from "@tsgi/core/server";
import { parseAuthority } from "../http/address.ts";
import { contain } from "../shared/contain.ts";
import { isClientGone } from "../shared/failure.ts";
import { knownMethod, type Attributes } from "./attributes.ts";
import { tapBody } from "../response/tap.ts";

/** The part of a Span of `@opentelemetry/api` that is used here. */
interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { code: number }): unknown;
  updateName(name: string): unknown;
  recordException(error: string | Error): unknown;
  end(): void;
}

/** The part of the module `@opentelemetry/api` that is used here. `Context` and `ApiSpan` are its own types. */
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

/** Reads the caller's trace headers, for example `traceparent`, from the environ. */
const getter = {
  get: (environ: Environ, name: string) => environ.header(name),
  keys: ({ headers }: Environ) => headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
};

/** Starts the span of each request. */
export function tracingBy(api: TracingApi): (environ: Environ) => ServerSpan {
  const tracer = api.trace.getTracer("@tsgi/middleware");
  return (environ) => {
    const parent = api.propagation.extract(api.context.active() as never, environ, getter as never);
    const options = { kind: api.SpanKind.SERVER as never, attributes: requestAttributes(environ) };
    const span = tracer.startSpan(spanName(environ), options, parent as never);
    const context = api.trace.setSpan(parent as never, span as never) as never;
    const run = (step: () => void): unknown => api.context.with(context, step);
    return new ServerSpan(environ, span as Span, api.SpanStatusCode.ERROR, run);
  };
}

/** The span of one request. Errors of the tracer do not affect the response. */
export class ServerSpan {
  readonly #environ: Environ;
  readonly #span: Span;
  readonly #errorCode: number;
  readonly #with: (step: () => void) => unknown;

  constructor(environ: Environ, span: Span, errorCode: number, run: (step: () => void) => unknown) {
    this.#environ = environ;
    this.#span = span;
    this.#errorCode = errorCode;
    this.#with = run;
  }

  /** Runs a part of the application with the span active. */
  run<T>(step: () => T): T {
    const outcomes: ({ readonly value: T } | { readonly error: unknown })[] = [];
    const once = (): void => {
      if (outcomes.length > 0) return;
      try {
        outcomes.push({ value: step() });
      } catch (error) {
        outcomes.push({ error });
      }
    };
    contain(this.#environ, () => this.#with(once), undefined);
    once();
    const outcome = outcomes[0]!;
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** Makes the span active in each step of a generator, too. Bodies that run no code of the application stay unchanged. */
  follow(body: Body): Body {
    if (isWhole(body) || typeof body !== "object" || Array.isArray(body)) return body;
    if (body instanceof HostBody || body instanceof ReadableStream) return body;
    return tapBody(body, { run: (step) => this.run(step) });
  }

  end(environ: Environ, outcome: Attributes, error: unknown): void {
    const span = this.#span;
    const tell = (call: () => unknown): void => void contain(environ, call, undefined);
    const route = outcome["http.route"];
    if (route !== undefined) tell(() => span.updateName(`${spanName(environ)} ${route}`));
    tell(() => span.setAttributes(outcome));
    if (outcome["error.type"] !== undefined) tell(() => span.setStatus({ code: this.#errorCode }));
    if (error !== undefined && error !== null && !isClientGone(error)) {
      tell(() => span.recordException(error instanceof Error ? error : titleOf(error)));
    }
    tell(() => span.end());
  }
}

function spanName(environ: Environ): string {
  const method = knownMethod(environ);
  return method === "_OTHER" ? "HTTP" : method;
}

/** Returns the attributes of a request, without the query, which may contain secrets. */
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
