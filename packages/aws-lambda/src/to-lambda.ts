import type { ApplicationLike } from "@tsgi/core";
import { checkOptions, closable, Exchange, HostedApplication, type ClosableHandler } from "@tsgi/core/server";
import { BufferedTransport } from "./to/buffered.ts";
import { rememberApplication } from "./from/own-handlers.ts";
import { consoleLog, lambdaChecks, lambdaInfo, type LambdaOptions } from "./to/options.ts";
import type { AlbMultiResult } from "./events/alb-multi.ts";
import type { AlbEvent, AlbResult } from "./events/alb.ts";
import type { EdgeEvent, EdgeResult } from "./events/edge.ts";
import { kindOf } from "./events/index.ts";
import { isShape } from "./events/read.ts";
import type { Lattice1Event, LatticeResult } from "./events/lattice1.ts";
import type { Lattice2Event } from "./events/lattice2.ts";
import type { V1Event, V1Result } from "./events/v1.ts";
import type { V2Event, V2Result } from "./events/v2.ts";
import type { Invocation } from "./to/lambda-transport.ts";
import type { LambdaContext } from "./types.ts";

/** The result for an event of a known type. */
export type LambdaResult<Event> = Event extends V2Event
  ? V2Result
  : Event extends AlbEvent
    ? AlbResult | AlbMultiResult
    : Event extends V1Event
      ? V1Result
      : Event extends Lattice1Event | Lattice2Event
        ? LatticeResult
        : Event extends EdgeEvent
          ? EdgeResult
          : unknown;

/**
 * A Lambda handler. The result has the form that the kind of event requires. Rejects with TSGI_EVENT_UNKNOWN if the event is
 * not an HTTP request. The first invocation starts the application, unless it has been started before.
 */
export interface LambdaHandler extends ClosableHandler {
  <Event>(event: Event, context: LambdaContext): Promise<LambdaResult<Event>>;
}

/**
 * Returns a Lambda handler that serves a TSGI application, for API Gateway (REST and HTTP APIs), Function URLs, Application
 * Load Balancers, VPC Lattice and Lambda@Edge. It recognises the kind of an event by its shape.
 *
 * The invocation ends when the response is complete and all `environ.waitUntil` work is done: Lambda freezes a function
 * after its result.
 *
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID
 * @example
 * export const handler = toLambda(app);
 */
export function toLambda(app: ApplicationLike, options: LambdaOptions = {}): LambdaHandler {
  checkOptions("aws-lambda/toLambda", options, lambdaChecks());
  const { values, log = consoleLog, basePath = "" } = options;
  const service = new HostedApplication(app, lambdaInfo(), log, values);
  // Two parameters: the runtime would treat a third as a callback.
  const handler = async (event: unknown, context: LambdaContext): Promise<never> =>
    (await answerInvocation(beginInvocation(service, options, event, context), basePath)) as never;
  rememberApplication(handler, options, service.application);
  return closable(handler, service);
}

/** @throws TSGI_EVENT_UNKNOWN */
export function beginInvocation(
  service: HostedApplication,
  { callbackWaitsForEmptyEventLoop }: LambdaOptions,
  event: unknown,
  context: LambdaContext,
): Invocation {
  // A test or an emulator may pass no context, or a frozen one.
  if (callbackWaitsForEmptyEventLoop !== undefined && isShape(context)) {
    Reflect.set(context, "callbackWaitsForEmptyEventLoop", callbackWaitsForEmptyEventLoop);
  }
  const kind = kindOf(event);
  return { event, context, kind, parts: kind.read(event as never), service };
}

/** Runs the invocation and returns its result in one piece. */
export async function answerInvocation(invocation: Invocation, basePath: string): Promise<unknown> {
  const transport = new BufferedTransport(invocation);
  const exchange = new Exchange(transport, invocation.service);
  exchange.run(transport.environOf(exchange, basePath));
  const result = await transport.result;
  exchange.finished();
  const { pending } = transport;
  if (pending !== undefined) await pending;
  return result;
}
