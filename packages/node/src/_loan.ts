import { Environ, TsgiError, type HostBody } from "@tsgi/core";
import { TSGI_LISTENER_TIMEOUT } from "@tsgi/core/errors";
import { isThenable } from "@tsgi/core/server";
import { HandoffBody, type HandoffCall } from "./from/native-handoff.ts";
import { remember } from "./_environ-of.ts";
import type { Lender, Loan } from "./_lending.ts";
import { locate, urlOf } from "./_locate.ts";

/**
 * Lends the request and response of the server. Undefined where it has none, or where a middleware has rewritten the request,
 * has read of it, or wraps startResponse.
 */
export function serverHandoff(call: HandoffCall): HostBody | undefined {
  const { application, environ, startResponse, throwsErrors } = call;
  const lender = environ.exchange as unknown as Lender;
  // Told by a member, not by its class: not every host has the two, and a bundle for another need not hold their code.
  if (lender.canLend !== true || startResponse !== lender.startResponse) return undefined;
  const { request } = lender;
  if (request.readableDidRead || !Environ.isAsReceived(environ) || environ.headers !== request.rawHeaders)
    return undefined;
  if (environ.method !== request.method || !isTarget(environ, lender.target)) return undefined;
  const isAlone = lender.runs(application);
  // Middleware has returned when the listener runs, and could not be told of an error.
  if (throwsErrors && !isAlone) return undefined;
  return new ServerLoan(lender, call, isAlone);
}

class ServerLoan extends HandoffBody implements Loan {
  answerOn(lender: Lender): (() => void) | undefined {
    return this.owner === lender ? () => answer(lender, this) : undefined;
  }
}

function answer(lender: Lender, loan: HandoffBody): void {
  const { request, response } = lender;
  const { environ, timeout } = loan.call;
  lender.handOut();
  remember(request, environ);
  if (environ.scriptName !== "") {
    (request as { url: string }).url = urlOf(environ);
    locate(request, environ);
  }
  response.on("error", (error) => lender.log(error));
  try {
    const result = loan.handOff(request, response);
    if (isThenable(result)) result.then(undefined, (error: unknown) => lender.failLent(error));
  } catch (error) {
    return lender.failLent(error);
  }
  if (timeout > 0 && !response.headersSent) watchOver(lender, timeout);
}

function watchOver(lender: Lender, timeout: number): void {
  const { response } = lender;
  const timer = setTimeout(() => {
    if (!response.headersSent) lender.failLent(new TsgiError(TSGI_LISTENER_TIMEOUT, `${timeout} ms`));
  }, timeout);
  response.on("close", () => clearTimeout(timer)); // which comes once
}

/** A `?` without a query after it is in no part of an environ. */
function isTarget({ scriptName, pathInfo, queryString }: HandoffCall["environ"], target: string): boolean {
  const path = scriptName + pathInfo;
  return queryString === "" ? path === target || `${path}?` === target : `${path}?${queryString}` === target;
}
