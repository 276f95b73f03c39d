import type { Application, HostBody, StartResponse } from "@tsgi/core";
import { NodeExchange } from "./_exchange.ts";
import type { NodeRequest, NodeResponse } from "./_types.ts";

/** What a listener does to a response that was lent to it, beyond what TSGI does. */
export interface LentResponse extends NodeResponse {
  readonly writableEnded: boolean;
  getHeaderNames(): string[];
  removeHeader(name: string): void;
  on(event: string, listener: (error: unknown) => void): unknown;
}

/** An exchange that has a request and a response of node:http to lend, see `_loan.ts`. */
export interface Lender {
  readonly request: NodeRequest;
  readonly response: LentResponse;
  readonly startResponse: StartResponse;
  readonly target: string;
  /** False where the answer has to hold more than a listener knows of. */
  readonly canLend: boolean;
  /** True for the application of the server itself, around which nothing stands. */
  runs(application: Application): boolean;
  /** Called before the listener gets the request, whose `url` may change from now on. */
  handOut(): void;
  /** What a listener has thrown, as with any application: before the head an answer without details, after it the connection breaks. */
  failLent(error: unknown): void;
  log(error: unknown): void;
}

/** A body that answers by what an exchange lends. Told by its method, so that only who borrows has its code. */
export interface Loan extends HostBody {
  /** What answers; undefined when the exchange is not the one that has lent. */
  answerOn(lender: Lender): (() => void) | undefined;
}

/** An exchange over HTTP/1 that can hand its request and response to a listener of node:http. */
export class LendingExchange extends NodeExchange implements Lender {
  declare readonly response: LentResponse;
  #target: string | undefined = undefined;

  override get target(): string {
    return this.#target ?? super.target;
  }

  get canLend(): boolean {
    return this.trailers === undefined;
  }

  runs(application: Application): boolean {
    return application === this.service.application;
  }

  handOut(): void {
    this.#target = this.target;
    if (this.service.closing) this.response.shouldKeepAlive = false;
  }

  failLent(error: unknown): void {
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

  protected override takeOver(body: HostBody): (() => void) | undefined {
    return (body as Partial<Loan>).answerOn?.(this);
  }
}
