import { TsgiError, mount, type Application } from "@tsgi/core";
import {
  aBoolean,
  addressChecks,
  aText,
  checkServeOptions,
  handlerChecks,
  type Checks,
  type RunningServer,
  type ServeOptions,
} from "@tsgi/core/server";
import { serve } from "@tsgi/node";
import type { V2Event } from "../events/v2.ts";
import {
  fromLambda,
  fromLambdaChecks,
  type FromLambdaOptions,
  type LambdaFunction,
} from "../from/from-lambda.ts";
import type { LambdaContext } from "../types.ts";

export type { RunningServer } from "@tsgi/core/server";

/** Options of {@link serveLocally}: the address, as in every `serve`, and the kind of events to make. */
export interface LocalOptions
  extends
    Omit<FromLambdaOptions, "prefix">,
    Pick<ServeOptions, "port" | "hostname" | "host" | "tls" | "signals" | "log"> {
  /** The stage of the API, for `v1` and `v2`: it is removed from the paths below it. Default: `$default`, none. */
  readonly stage?: string | undefined;
}

/**
 * Serves a Lambda handler over HTTP on this machine, through {@link fromLambda}: every request becomes an event and every
 * result a response. A failure becomes 502 or 504, as in the services. For development and tests: `close()` ends all
 * connections immediately.
 *
 * @throws TSGI_OPTION_INVALID; TSGI_LISTEN_FAILED, for example if the port is in use
 * @example
 * const server = await serveLocally(toLambda(app), { event: "v2", port: 3000 });
 */
export function serveLocally<Event = V2Event, Second = LambdaContext, Third = unknown>(
  handler: LambdaFunction<Event, Second, Third>,
  options?: LocalOptions,
): Promise<RunningServer>;
/** Accepts a handler whose way of invoking is not known at compile time. */
export function serveLocally(
  handler: LambdaFunction<never, never, never>,
  options?: LocalOptions,
): Promise<RunningServer>;
export async function serveLocally(
  handler: LambdaFunction<never, never, never>,
  options: LocalOptions = {},
): Promise<RunningServer> {
  checkServeOptions("aws-lambda/serveLocally", options, checks());
  const { stage = "$default", event = "v2", limit, timeout, ...served } = options;
  // With an explicit kind of event, a handler of toLambda gets events too.
  const app = fromLambda(handler, { event, limit, timeout });
  return serve(asService(atStage(app, stage)), { ...served, shutdownTimeout: 0 });
}

function checks(): Checks<LocalOptions> {
  const { prefix: _, ...ofEvents } = fromLambdaChecks();
  return { ...ofEvents, ...addressChecks(), signals: aBoolean, log: handlerChecks.log!, stage: aText };
}

/** Mounts the application at its stage. */
function atStage(app: Application, stage: string): Application {
  return stage === "$default" ? app : mount({ [`/${stage}`]: app, "/": app });
}

/** Responds to errors as the services do: 502 for a function that fails, 504 for one that is late, without a reason. */
function asService(app: Application): Application {
  return async (environ, startResponse) => {
    try {
      return await app(environ, startResponse);
    } catch (error) {
      // The client has disconnected and needs no response.
      if (error instanceof TsgiError && error.code === "TSGI_INPUT_TRUNCATED") return null;
      const status = error instanceof TsgiError ? error.status : 502;
      if (status < 500) throw error;
      environ.waitUntil(Promise.reject(error)); // which logs it
      startResponse(status === 504 ? 504 : 502, [["content-type", "application/json"]], error);
      return '{"message":"Internal server error"}';
    }
  };
}
