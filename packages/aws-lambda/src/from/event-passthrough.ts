import type { Environ, StartResponse } from "@tsgi/core";
import type { EventName } from "../events/_kind.ts";
import type { LambdaContext } from "../types.ts";

/** What a function is invoked with. */
export interface FunctionCall {
  /** The kind of the event, which decides how the result is read. */
  readonly name: EventName;
  readonly event: unknown;
  /** Unique; the request's id in a context that is made for it. */
  readonly id?: string;
  /** Lambda's own; made where there is none. */
  readonly context: LambdaContext | undefined;
}

/** What the exchange of an invocation has, for whoever stands for a function. */
export interface EventPassthrough {
  /** Undefined when the environ or startResponse is not as Lambda's event made it. */
  originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined;
}

/** The event that came in, where this is Lambda and nobody has changed anything since. */
export function originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
  const exchange = environ.exchange as Partial<EventPassthrough>;
  return exchange.originalCall?.(environ, startResponse);
}
