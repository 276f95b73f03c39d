import { TsgiError, type HostBody } from "@tsgi/core";
import { TSGI_LISTENER_TIMEOUT } from "@tsgi/core/errors";
import { exchangeOf, isAsReceived, isThenable, type ResponseControl } from "@tsgi/core/server";
import { HandoffBody, type HandoffCall } from "./native-handoff.ts";
import { remember } from "./environ-of.ts";
import { locate, urlOf } from "./locate.ts";
import type { NodeTransport, RespondingBody } from "../transport/node-transport.ts";
import type { NodeResponse } from "../types.ts";

/**
 * Hands off the request and response of the server. Returns undefined if it has none, or if a middleware has rewritten the
 * request, has read its body, or wraps startResponse.
 */
export function serverHandoff(call: HandoffCall): HostBody | undefined {
  const { application, environ, startResponse, throwsErrors } = call;
  const exchange = exchangeOf(environ);
  const transport = exchange.transport as NodeTransport;
  // Recognised by a member, not by its class: not every host has the two, and a bundle for another host need not include
  // their code.
  if (transport.canHandOff !== true || startResponse !== exchange.startResponse) return undefined;
  const { request, target } = transport;
  if (request.readableDidRead || !isAsReceived(environ) || environ.headers !== request.rawHeaders)
    return undefined;
  if (environ.method !== request.method || !isTarget(environ, target)) return undefined;
  const isAlone = application === exchange.hosted.application;
  // Middleware has returned when the listener runs, and could not handle an error.
  if (throwsErrors && !isAlone) return undefined;
  return new ServerHandoff(exchange, call, isAlone);
}

class ServerHandoff extends HandoffBody implements RespondingBody {
  respondOn(transport: NodeTransport, control: ResponseControl): (() => void) | undefined {
    return this.owner === control ? () => respond(transport, control, this) : undefined;
  }
}

function respond(transport: NodeTransport, control: ResponseControl, body: HandoffBody): void {
  const { request, response } = transport;
  const { environ, timeout } = body.call;
  transport.beginHandoff();
  remember(request, environ);
  if (environ.scriptName !== "") {
    (request as { url: string }).url = urlOf(environ);
    locate(request, environ);
  }
  const fail = (error: unknown): void => failOn(transport, control, error);
  response.on("error", (error) => control.log(error));
  try {
    const result = body.handOff(request, response);
    if (isThenable(result)) result.then(undefined, fail);
  } catch (error) {
    return fail(error);
  }
  if (timeout > 0 && !response.headersSent) watchOver(response, timeout, fail);
}

/**
 * Fails the response as for any application: the client gets an error response if the head has not been sent; otherwise the
 * connection breaks.
 */
function failOn({ response }: NodeTransport, control: ResponseControl, error: unknown): void {
  if (response.writableEnded === true || response.destroyed === true) return control.log(error);
  const { headersSent } = response;
  try {
    if (!headersSent) for (const name of response.getHeaderNames()) response.removeHeader(name);
  } catch (second) {
    control.log(second);
    return control.failHandoff(error, true);
  }
  control.failHandoff(error, headersSent);
}

function watchOver(response: NodeResponse, timeout: number, fail: (error: unknown) => void): void {
  const timer = setTimeout(() => {
    if (!response.headersSent) fail(new TsgiError(TSGI_LISTENER_TIMEOUT, `${timeout} ms`));
  }, timeout);
  response.on("close", () => clearTimeout(timer)); // emitted once
}

/** Returns true if path and query are those of the target. A final `?` without a query is not part of an environ. */
function isTarget({ scriptName, pathInfo, queryString }: HandoffCall["environ"], target: string): boolean {
  const path = scriptName + pathInfo;
  return queryString === "" ? path === target || `${path}?` === target : `${path}?${queryString}` === target;
}
