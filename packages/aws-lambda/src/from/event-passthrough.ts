import type { Environ, StartResponse } from "@tsgi/core";
import { exchangeOf } from "@tsgi/core/server";
import type { EventName } from "../events/kind.ts";
import type { LambdaContext } from "../types.ts";

/** An invocation of a function. */
export interface FunctionCall {
  /** The kind of the event, which decides how the result is read. */
  readonly name: EventName;
  readonly event: unknown;
  /** A unique id of the request, for a context that is made for it. */
  readonly id?: string;
  /** Lambda's own; undefined if it must be made. */
  readonly context: LambdaContext | undefined;
}

/** The part of an invocation's transport that passes its event to a function unchanged. */
export interface EventPassthrough {
  /** Returns the call that Lambda made; undefined if the environ has changed since then. */
  originalCall(environ: Environ): FunctionCall | undefined;
}

/** Returns the call that Lambda made, if this is Lambda and nothing has changed since then. */
export function originalCall(environ: Environ, startResponse: StartResponse): FunctionCall | undefined {
  const exchange = exchangeOf(environ);
  if (startResponse !== exchange.startResponse) return undefined;
  return (exchange.transport as Partial<EventPassthrough>).originalCall?.(environ);
}
