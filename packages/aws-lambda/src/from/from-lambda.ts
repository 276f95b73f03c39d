import { TsgiError, type Application, type Body, type Environ, type StartResponse } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { checkOptions, show, type HostedApplication } from "@tsgi/core/server";
import type { EventName } from "../events/_kind.ts";
import type { V2Event } from "../events/v2.ts";
import { lambdaContext } from "../keys.ts";
import type { LambdaContext } from "../types.ts";
import { STREAMING } from "./awslambda.ts";
import { callBuffered, callStreaming, type Invoke } from "./call-function.ts";
import { originalCall, type FunctionCall } from "./event-passthrough.ts";
import { eventMakers } from "./event-makers.ts";
import { applicationOf } from "./own-handlers.ts";
import { eventRequest } from "./event-request.ts";

/**
 * A Lambda function: `(event, context) => result`; with three parameters `(event, context, callback)`; or one marked by
 * `awslambda.streamifyResponse`, `(event, responseStream, context)`.
 */
export type LambdaFunction<Event, Second, Third> = (event: Event, second: Second, third: Third) => unknown;

/** How {@link fromLambda} runs a function. */
export interface FromLambdaOptions {
  /** The kind of event that requests become; on Lambda itself, of those that were rewritten. Default: `v2`. */
  readonly event?: EventName | undefined;
  /** Most bytes of a request body; above it TSGI_INPUT_TOO_LARGE, 413. Default: 6 MB (6,291,456), Lambda's own limit. */
  readonly limit?: number | undefined;
  /**
   * Milliseconds that an invocation may take, as its context tells; after them TSGI_LAMBDA_TIMEOUT, 504, or the end of a
   * response that has begun. `Infinity` for no limit. Default: 30,000, as API Gateway has it; of a streaming handler
   * 900,000, Lambda's longest; on Lambda itself none, since the function's own timeout holds there.
   */
  readonly timeout?: number | undefined;
}

const DEFAULT_LIMIT = 6_291_456;
/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMEOUT = 2_147_483_647;

/**
 * Makes a TSGI application of an existing Lambda function: every request becomes an event, every result a response, as the
 * services do it. On Lambda itself an event that nobody has changed is handed on as it is, with its context.
 *
 * A handler that was made by {@link toLambda} or {@link toLambdaStream}, both without options, gives the application that
 * it was made of. What the function throws is the application's error; a result that is none is TSGI_LAMBDA_RESULT, 502.
 *
 * @throws TSGI_OPTION_INVALID
 * @example
 * const app = fromLambda(async (event: { rawPath: string }) => ({ statusCode: 200, body: `Hello, ${event.rawPath}` }));
 */
export function fromLambda<Event = V2Event, Second = LambdaContext, Third = unknown>(
  handler: LambdaFunction<Event, Second, Third>,
  options?: FromLambdaOptions,
): Application;
/** Of a handler whose way of invoking is not known when it is written. */
export function fromLambda(
  handler: LambdaFunction<never, never, never>,
  options?: FromLambdaOptions,
): Application;
export function fromLambda(
  handler: LambdaFunction<never, never, never>,
  options: FromLambdaOptions = {},
): Application {
  checkArguments(handler, options);
  const own = applicationOf(handler);
  if (own !== undefined && Object.values(options).every((value) => value === undefined)) return own;
  const isStreaming = STREAMING in handler;
  const { event = "v2", limit = DEFAULT_LIMIT, timeout = isStreaming ? 900_000 : 30_000 } = options;
  const timeoutOnLambda = options.timeout ?? Infinity;
  const callFunction = isStreaming ? callStreaming : callBuffered;
  const invoke = handler as Invoke;

  const application: Application = (environ, startResponse) => {
    const call = originalCall(environ, startResponse);
    if (call !== undefined) return callFunction(invoke, call, environ, startResponse, timeoutOnLambda);
    return read(environ, startResponse);
  };
  const read = async (environ: Environ, startResponse: StartResponse): Promise<Body> => {
    const body = await environ.input.bytes({ limit });
    const id = crypto.randomUUID();
    const made = eventMakers[event](eventRequest(environ, body, id));
    const context = environ.get(lambdaContext);
    const call: FunctionCall = { name: event, event: made, id, context };
    return callFunction(
      invoke,
      call,
      environ,
      startResponse,
      context === undefined ? timeout : timeoutOnLambda,
    );
  };
  return withLifecycle(application, handler);
}

/** A handler made by toLambda is started and stopped with its host, not by its first invocation. */
function withLifecycle(application: Application, handler: object): Application {
  const { service } = handler as { service?: HostedApplication };
  if (typeof service?.start !== "function" || typeof service.stop !== "function") return application;
  application.startup = () => service.start();
  application.shutdown = () => service.stop();
  return application;
}

function checkArguments(handler: unknown, options: FromLambdaOptions): void {
  checkOptions(options);
  const { event, limit, timeout } = options;
  if (typeof handler !== "function") refuse(`the handler is ${show(handler)}, not a function`);
  if (event !== undefined && !Object.hasOwn(eventMakers, event)) {
    refuse(`event is ${show(event)}, not one of ${Object.keys(eventMakers).join(", ")}`);
  }
  if (limit !== undefined && !(limit >= 0)) refuse(`limit is ${show(limit)}, not a number of bytes`);
  if (timeout !== undefined && timeout !== Infinity && !(timeout >= 1 && timeout <= LONGEST_TIMEOUT)) {
    refuse(
      `timeout is ${show(timeout)}, not a number of milliseconds from 1 to ${LONGEST_TIMEOUT}, or Infinity`,
    );
  }
}

function refuse(seen: string): never {
  throw new TsgiError(TSGI_OPTION_INVALID, seen);
}
