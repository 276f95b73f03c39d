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

/** How {@link requestId} names requests. */
export interface RequestIdOptions {
  /** The header, of the request and of the response. Default: `x-request-id`. */
  readonly header?: string;
  /**
   * Takes the caller's id and trace where it is well formed: true for all callers, which only fits behind a proxy, or a
   * function that tells. Default: false, every request gets an id of one's own.
   */
  readonly trust?: boolean | ((environ: Environ) => boolean);
  /**
   * Makes an id: 1 to 128 characters of `A-Za-z0-9._~+/=-`. If it gives anything else, that is logged, and the request gets
   * a random UUID. Default: a random UUID.
   */
  readonly generate?: () => string;
}

/** Whether the caller's word of the trace is taken, until somebody asks for the trace. */
const tracing: Key<boolean | TraceContext> = /* @__PURE__ */ createKey("tsgi.trace_context");

const ID = /^[A-Za-z0-9._~+/=-]{1,128}$/;
const anId: Check = {
  is: (value) => typeof value === "string" && ID.test(value),
  must: "1 to 128 characters of A-Za-z0-9._~+/=-",
};

/**
 * Gives each request an id, under the key `requestIdKey` and in a header of the response, and a place in a distributed trace
 * (W3C Trace Context), see {@link traceContext}. The access log tells the id.
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
 * Where the request stands in a distributed trace, the same each time it is asked for; {@link traceHeaders} hands it on.
 * Undefined where there is no requestId().
 */
export function traceContext(environ: Environ): TraceContext | undefined {
  const held = environ.get(tracing);
  if (typeof held !== "boolean") return held;
  const context = contextOf(environ, held);
  environ.set(tracing, context);
  return context;
}

/**
 * The headers that hand the trace on to a request that this one makes.
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
