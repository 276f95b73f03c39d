import { type Application, type Body, type Environ, type StartResponse } from "@tsgi/core";
import {
  aLimit,
  aPrefix,
  checkOptions,
  hostedBy,
  LONGEST_TIMER,
  oneOf,
  optionError,
  show,
  type Checks,
} from "@tsgi/core/server";
import type { EventName } from "../events/kind.ts";
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

/** Options of {@link fromLambda}. */
export interface FromLambdaOptions {
  /** The kind of event that requests become; on Lambda itself, only those that were rewritten. Default: `v2`. */
  readonly event?: EventName | undefined;
  /** Maximum bytes of a request body; above it TSGI_INPUT_TOO_LARGE, 413. Default: 6 MB (6,291,456), Lambda's own limit. */
  readonly limit?: number | undefined;
  /**
   * Maximum milliseconds of an invocation, as its context reports; then TSGI_LAMBDA_TIMEOUT, 504, or the end of a response
   * that has begun. `Infinity` for no limit. Default: 30,000, as in API Gateway; for a streaming handler 900,000, Lambda's
   * maximum; on Lambda itself none, since the function's own timeout applies.
   */
  readonly timeout?: number | undefined;
  /**
   * Treatment of the path that the application is mounted at, `scriptName`. `strip`: the function runs anywhere as it does
   * at the root. In events with stages (`v1`, `v2`, `url`) the mount is the stage, and is placed where API Gateway puts the
   * stage: at the beginning of `rawPath`, but not in the `path` of a `v1` event. In all other events it is removed from the
   * path. `keep`: the path as the client sent it, and the stage `$default`, for a function that knows its own base path. On
   * Lambda itself an unchanged event is passed on as received, whatever this option is. Default: `strip`.
   */
  readonly prefix?: "strip" | "keep" | undefined;
}

const DEFAULT_LIMIT = 6_291_456;

/**
 * Returns a TSGI application that runs an existing Lambda function: every request becomes an event and every result a
 * response, as in the services. On Lambda itself an unchanged event is passed on with its context.
 *
 * For a handler that {@link toLambda} or {@link toLambdaStream} made without options, returns its application. An exception
 * of the function is an error of the application; an invalid result is TSGI_LAMBDA_RESULT, 502.
 *
 * @throws TSGI_OPTION_INVALID
 * @example
 * const app = fromLambda(async (event: { rawPath: string }) => ({ statusCode: 200, body: `Hello, ${event.rawPath}` }));
 */
export function fromLambda<Event = V2Event, Second = LambdaContext, Third = unknown>(
  handler: LambdaFunction<Event, Second, Third>,
  options?: FromLambdaOptions,
): Application;
/** Accepts a handler whose way of invoking is not known at compile time. */
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
  const {
    event = "v2",
    limit = DEFAULT_LIMIT,
    prefix = "strip",
    timeout = isStreaming ? 900_000 : 30_000,
  } = options;
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
    const made = eventMakers[event](eventRequest(atStage(environ, event, prefix), body, id));
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

/** Starts and stops a handler of toLambda with its host, not with its first invocation. */
function withLifecycle(application: Application, handler: object): Application {
  const service = hostedBy(handler);
  if (service === undefined) return application;
  application.startup = () => service.start();
  application.shutdown = () => service.stop();
  return application;
}

/** The kinds of events that have a stage. */
const STAGED: ReadonlySet<EventName> = new Set(["v1", "v2", "url"]);

/** Returns an environ whose scriptName is the stage of the event. */
function atStage(environ: Environ, event: EventName, prefix: "strip" | "keep"): Environ {
  const { scriptName, pathInfo } = environ;
  if (scriptName === "") return environ;
  if (prefix === "keep") return environ.derive({ scriptName: "", pathInfo: scriptName + pathInfo });
  return STAGED.has(event) ? environ : environ.derive({ scriptName: "", pathInfo: pathInfo || "/" });
}

/** Returns the checks for the options of {@link fromLambda}. */
export function fromLambdaChecks(): Checks<FromLambdaOptions> {
  return {
    event: oneOf(...Object.keys(eventMakers)),
    limit: aLimit,
    timeout: {
      is: (value) =>
        value === Infinity || (typeof value === "number" && value >= 1 && value <= LONGEST_TIMER),
      must: `a number of milliseconds from 1 to ${LONGEST_TIMER}, or Infinity`,
    },
    prefix: aPrefix,
  };
}

function checkArguments(handler: unknown, options: FromLambdaOptions): void {
  checkOptions("aws-lambda/fromLambda", options, fromLambdaChecks());
  if (typeof handler !== "function")
    throw optionError("aws-lambda/fromLambda", `the handler is ${show(handler)}, not a function`);
}
