import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { editHead } from "../response/edit-head.ts";
import { setField } from "../http/headers.ts";
import { contain } from "../shared/contain.ts";
import {
  aBoolean,
  aFunction,
  aToken,
  checkOptions,
  checkResult,
  either,
  type Check,
} from "../shared/options.ts";
import { requestIdKey } from "./key.ts";
import { parseTraceparent, randomHex, type TraceContext } from "./trace-context.ts";

export { requestIdKey } from "./key.ts";
export type { TraceContext } from "./trace-context.ts";

/** Options of {@link requestId}. */
export interface RequestIdOptions {
  /** The header of the request and the response. Default: `x-request-id`. */
  readonly header?: string;
  /**
   * Accepts the caller's id and trace if they are well formed: true for all callers, which is only safe behind a proxy, or
   * a function that decides. Default: false, every request gets an id of its own.
   */
  readonly trust?: boolean | ((environ: Environ) => boolean);
  /**
   * Returns an id: 1 to 128 characters of `A-Za-z0-9._~+/=-`. Any other result is logged, and the request gets a random
   * UUID. Default: a random UUID.
   */
  readonly generate?: () => string;
}

/** Whether the caller's trace is trusted, replaced by the trace on first use. */
const tracing: Key<boolean | TraceContext> = /* @__PURE__ */ createKey("tsgi.trace_context");

const ID = /^[A-Za-z0-9._~+/=-]{1,128}$/;
const anId: Check = {
  is: (value) => typeof value === "string" && ID.test(value),
  must: "1 to 128 characters of A-Za-z0-9._~+/=-",
};

/**
 * Assigns each request an id, under the key `requestIdKey` and in a header of the response, and a position in a distributed
 * trace (W3C Trace Context), see {@link traceContext}. The access log prints the id.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = requestId({ trust: true })((environ, startResponse) => {
 *   startResponse(200, [["content-type", "text/plain"]]);
 *   return environ.get(requestIdKey)!;
 * });
 */
export function requestId(options: RequestIdOptions = {}): Middleware {
  checkOptions("requestId", options, {
    header: aToken,
    trust: either(aBoolean, aFunction),
    generate: aFunction,
  });
  const { trust = false, generate } = options;
  const header = (options.header ?? "x-request-id").toLowerCase();
  const trusts =
    typeof trust === "function"
      ? (environ: Environ) => checkResult<boolean>("requestId", "trust", trust(environ), aBoolean)
      : () => trust;
  const makeId = (environ: Environ): string => {
    const own =
      generate &&
      contain(environ, () => checkResult<string>("requestId", "generate", generate(), anId), undefined);
    return own ?? crypto.randomUUID();
  };
  return editHead((environ) => {
    const isTrusted = trusts(environ);
    const sent = isTrusted ? environ.header(header) : undefined;
    const id = sent !== undefined && ID.test(sent) ? sent : makeId(environ);
    environ.set(requestIdKey, id);
    environ.set(tracing, isTrusted);
    return (fields) => setField(fields, header, id);
  });
}

/**
 * Returns the position of the request in a distributed trace, the same on each call; {@link traceHeaders} passes it on.
 * Undefined without requestId().
 */
export function traceContext(environ: Environ): TraceContext | undefined {
  const held = environ.get(tracing);
  if (typeof held !== "boolean") return held;
  const context = contextOf(environ, held);
  environ.set(tracing, context);
  return context;
}

/**
 * Returns the headers that pass the trace on to an outgoing request.
 *
 * @example
 * await fetch(url, { headers: traceHeaders(environ) });
 */
export function traceHeaders(environ: Environ): Record<string, string> {
  const context = traceContext(environ);
  if (context === undefined) return {};
  const { traceId, spanId, sampled, traceState } = context;
  const traceparent = `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
  return traceState === undefined ? { traceparent } : { traceparent, tracestate: traceState };
}

function contextOf(environ: Environ, isTrusted: boolean): TraceContext {
  const caller = isTrusted ? parseTraceparent(environ.header("traceparent")) : undefined;
  return {
    traceId: caller?.traceId ?? randomHex(16),
    spanId: randomHex(8),
    parentId: caller?.parentId,
    sampled: caller?.sampled ?? false,
    traceState: caller === undefined ? undefined : environ.header("tracestate"),
  };
}
