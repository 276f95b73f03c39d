import type { Environ, StartResponse } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
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

/** The part of an invocation's transport that passes its event to a function unchanged. */
export interface EventPassthrough {
  /** Returns undefined if the environ has changed since Lambda's event came in. */
  originalCall(environ: Environ): FunctionCall | undefined;
}

/** Returns the event that came in, if this is Lambda and nothing has changed since. */
export function originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
  const exchange = exchangeOf(environ);
  if (startResponse !== exchange.startResponse) return undefined;
  return (exchange.transport as Partial<EventPassthrough>).originalCall?.(environ);
}
