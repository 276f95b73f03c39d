import { TsgiError, type Environ } from "@tsgi/core";
import { TSGI_LAMBDA_TIMEOUT } from "@tsgi/core/errors";
import { isThenable } from "@tsgi/core/server";

/** The two functions by which an invocation settles; the first call counts. */
export interface Settle {
  resolve(result?: unknown): void;
  reject(error: unknown): void;
}

/** The result of an invocation. In an object, since Lambda does not treat a result with its own `then` as a promise. */
export interface Settled {
  readonly result: unknown;
}

/**
 * Settles once: with the result of the work, or with the timeout. A later failure can only be logged; a second result is
 * dropped, as on Lambda.
 *
 * @param timeout milliseconds, `Infinity` for none
 */
export function settleOnce(
  environ: Environ,
  timeout: number,
  work: (settle: Settle) => void,
): Promise<Settled> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle: Settle = {
      resolve(result) {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(timer);
        resolve({ result });
      },
      reject(error) {
        if (isSettled) return logLate(environ, error);
        isSettled = true;
        clearTimeout(timer);
        reject(error as Error);
      },
    };
    if (timeout !== Infinity) timer = setTimeout(() => settle.reject(timedOut(timeout)), timeout);
    try {
      work(settle);
    } catch (error) {
      settle.reject(error);
    }
  });
}

/** Settles with the value that a handler returns, or passes to its callback if it declares one. */
export function settleWith(
  { resolve, reject }: Settle,
  call: (callback: (error?: unknown, result?: unknown) => void) => unknown,
  takesCallback: boolean,
): void {
  const callback = (error?: unknown, result?: unknown): void =>
    error === undefined || error === null ? resolve(result) : reject(error);
  const returned = call(callback);
  if (isThenable(returned)) returned.then(resolve, reject);
  else if (returned !== undefined || !takesCallback) resolve(returned);
}

export function timedOut(timeout: number): TsgiError {
  return new TsgiError(TSGI_LAMBDA_TIMEOUT, `${timeout} ms`);
}

export function logLate(environ: Environ, error: unknown): void {
  environ.waitUntil(Promise.reject(error)); // which logs it
}
