import type { Environ, StartResponse } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
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

/** The part of an invocation's transport that a function behind TSGI is called by. */
export interface EventPassthrough {
  /** Undefined if the environ is not as Lambda's event made it. */
  originalCall(environ: Environ): FunctionCall | undefined;
}

/** The event that came in, where this is Lambda and nobody has changed anything since. */
export function originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
  const exchange = exchangeOf(environ);
  if (startResponse !== exchange.startResponse) return undefined;
  return (exchange.transport as Partial<EventPassthrough>).originalCall?.(environ);
}
