import { attempt, describe } from "./_log.ts";
import { isThenable } from "./_values.ts";
import type { ErrorLog, ServerInfo } from "./connection.ts";
import { TSGI_CLIENT_GONE } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Key } from "./key.ts";

type FinishCallback = (error?: unknown) => unknown;

/** What goes along with a request from its begin to its end: values, signal, callbacks, log. */
export abstract class Lifetime {
  /** Made when the first value is set. */
  values: Map<Key<unknown>, unknown> | undefined = undefined;
  /** What went wrong, if anything did. */
  protected failure: unknown = undefined;
  #controller: AbortController | undefined = undefined;
  #callbacks: FinishCallback[] | undefined = undefined;
  #finished = false;

  abstract readonly errors: ErrorLog;
  abstract readonly server: ServerInfo;

  /** True when the client is known to have left before the response was complete. */
  protected abstract readonly isGone: boolean;
  /** Begins to watch the connection, so that disconnected() or finished() is called. May be called often. */
  protected abstract watch(): void;
  /** Keeps the process, or the invocation, alive until the promise settles; it never rejects. */
  protected abstract keepAlive(promise: Promise<void>): void;
  /** Ends all work on the response: nothing more can be sent. */
  protected abstract stop(): void;

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    this.#controller = new AbortController();
    if (isClientGone(this.failure)) this.#controller.abort(abortedBy(this.failure));
    else if (this.#finished) return this.#controller.signal;
    else if (this.isGone) this.disconnected();
    else this.watch();
    return this.#controller.signal;
  }

  onFinish(callback: FinishCallback): void {
    if (this.#finished) {
      queueMicrotask(() => this.#call(callback));
      return;
    }
    (this.#callbacks ??= []).push(callback);
    this.watch();
  }

  waitUntil(promise: PromiseLike<unknown>): void {
    const settled = Promise.resolve(promise).then(
      () => {},
      (error: unknown) => this.log(error),
    );
    this.keepAlive(settled);
  }

  /** For the host: the client left before the response was complete. */
  disconnected(): void {
    if (this.#finished) return;
    this.failure ??= new TsgiError(TSGI_CLIENT_GONE);
    if (this.#controller?.signal.aborted === false) this.#controller.abort(abortedBy(this.failure));
    this.finished();
  }

  /** For the host: the response is out, or was broken off. Runs the callbacks of onFinish, the last one first. */
  finished(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.stop();
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    for (let callback = callbacks?.pop(); callback; callback = callbacks?.pop()) this.#call(callback);
  }

  /** Writes an error to the host's log, with its stack; never to the client. Never throws. */
  log(error: unknown): void {
    void attempt(() => this.errors.write(`[tsgi/${this.server.name}] ${describe(error)}\n`));
  }

  /** Calls what the host has provided, where nobody is left who could be told that it throws: that is logged. */
  protected contain(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.log(error);
    }
  }

  /** Logs what has not been reported as the failure itself. */
  protected report(error: unknown): void {
    if (error !== this.failure && error !== this.#controller?.signal.reason) this.blame(error);
  }

  /** Logs what went wrong in the application. That a client has left is no fault of it: any client could fill the log. */
  protected blame(error: unknown): void {
    if (!this.isOfClient(error)) this.log(error);
  }

  /** True for an error that a client's leaving is the cause of. */
  protected isOfClient(error: unknown): boolean {
    return isClientGone(error) || codeOf(error) === "TSGI_INPUT_TRUNCATED";
  }

  #call(callback: FinishCallback): void {
    try {
      const result = callback(this.failure);
      if (isThenable(result)) this.waitUntil(result);
    } catch (error) {
      this.log(error);
    }
  }
}

/** The reason of a signal: an error of the kind that platforms reject with, and that code looks for by its name. */
function abortedBy(cause: unknown): DOMException {
  const reason = new DOMException("The client left before the response was complete", "AbortError");
  return Object.defineProperty(reason, "cause", { value: cause, writable: true, configurable: true });
}

function isClientGone(error: unknown): boolean {
  return codeOf(error) === "TSGI_CLIENT_GONE";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof TsgiError ? error.code : undefined;
}
