import type { Environ, StartResponse } from "@tsgi/core";
import type { EventName } from "../events/_kind.ts";
import type { LambdaContext } from "../types.ts";

/** An invocation of a function. */
export interface FunctionCall {
  /** The kind of the event, which decides how the result is read. */
  readonly name: EventName;
  readonly event: unknown;
  /** Unique: the request's id, in a context that is made for it. */
  readonly id?: string;
  /** Lambda's own; undefined if it must be made. */
  readonly context: LambdaContext | undefined;
}

/** The method by which the exchange of an invocation passes its event to a function unchanged. */
export interface EventPassthrough {
  /** Returns undefined if the environ or startResponse has changed since Lambda's event came in. */
  originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined;
}

/** Returns the event that came in, if this is Lambda and nothing has changed since. */
export function originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
  const exchange = environ.exchange as Partial<EventPassthrough>;
  return exchange.originalCall?.(environ, startResponse);
}
