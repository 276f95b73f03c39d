import { Environ, TsgiError, type HostBody } from "@tsgi/core";
import { TSGI_LISTENER_TIMEOUT } from "@tsgi/core/errors";
import { isThenable } from "@tsgi/core/server";
import { LentBody, type Borrower, type Lender } from "./_borrow.ts";
import { NodeExchange } from "./_exchange.ts";
import { locate, urlOf } from "./_locate.ts";
import type { NodeResponse } from "./_types.ts";

/** What a listener does to a response that was lent to it, beyond what TSGI does. */
interface LentResponse extends NodeResponse {
  readonly writableEnded: boolean;
  getHeaderNames(): string[];
  removeHeader(name: string): void;
  on(event: string, listener: (error: unknown) => void): unknown;
}

/** An exchange over HTTP/1 that can hand its request and response to a listener of node:http. */
export class LendingExchange extends NodeExchange implements Lender {
  declare readonly response: LentResponse;
  #target: string | undefined = undefined;

  override get target(): string {
    return this.#target ?? super.target;
  }

  /** Refuses where a middleware has rewritten the request, has read of it, or wraps startResponse. */
  lend(borrower: Borrower): HostBody | undefined {
    const { environ, startResponse } = borrower;
    const { request } = this;
    if (startResponse !== this.startResponse || this.trailers !== undefined || request.readableDidRead)
      return undefined;
    if (!Environ.isAsReceived(environ) || environ.headers !== request.rawHeaders) return undefined;
    if (environ.method !== request.method || !isTarget(environ, this.target)) return undefined;
    return new LentBody(this, borrower, borrower.application === this.service.application);
  }

  protected override takeOver(body: HostBody): (() => void) | undefined {
    if (!(body instanceof LentBody) || body.owner !== this) return undefined;
    return () => this.#lendTo(body);
  }

  #lendTo(body: LentBody): void {
    const { request, response } = this;
    const { environ, timeout } = body.borrower;
    this.#target = this.target;
    if (environ.scriptName !== "") {
      (request as { url: string }).url = urlOf(environ);
      locate(request, environ);
    }
    if (this.service.closing) response.shouldKeepAlive = false;
    response.on("error", (error) => this.log(error));
    try {
      const result = body.lendTo(request, response);
      if (isThenable(result)) result.then(undefined, (error: unknown) => this.#fail(error));
    } catch (error) {
      return this.#fail(error);
    }
    if (timeout > 0 && !response.headersSent) this.#watchOver(timeout);
  }

  #watchOver(timeout: number): void {
    const timer = setTimeout(() => {
      if (!this.response.headersSent) this.#fail(new TsgiError(TSGI_LISTENER_TIMEOUT, `${timeout} ms`));
    }, timeout);
    this.response.once("close", () => clearTimeout(timer));
  }

  /** As with any application: before the head an answer without details, after it the connection breaks. */
  #fail(error: unknown): void {
    const { response } = this;
    if (response.writableEnded || response.destroyed === true) return this.log(error);
    this.failure ??= error;
    if (response.headersSent) {
      this.log(error);
      return this.reset();
    }
    try {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      this.failBeforeHead(error);
    } catch (second) {
      // The listener has left something in the response that fails as well.
      this.log(second);
      this.reset();
    }
  }
}

/** A `?` without a query after it is in no part of an environ. */
function isTarget({ scriptName, pathInfo, queryString }: Borrower["environ"], target: string): boolean {
  const path = scriptName + pathInfo;
  return queryString === "" ? path === target || `${path}?` === target : `${path}?${queryString}` === target;
}
