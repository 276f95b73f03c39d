import { TsgiError, type Environ } from "@tsgi/core";
import { TSGI_LAMBDA_TIMEOUT } from "@tsgi/core/errors";
import { isThenable } from "@tsgi/core/server";

/** How an invocation settles, whichever of its ways comes first. */
export interface Settle {
  resolve(result?: unknown): void;
  reject(error: unknown): void;
}

/** What an invocation gave; in an object, since a result with a `then` of its own is no promise to Lambda. */
export interface Settled {
  readonly result: unknown;
}

/**
 * Settles once: by what the work settles with, or by the timeout. A failure that comes after that is told to the log, since
 * there is nobody else; a second result is dropped, as Lambda does it.
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

/** Settles with what a handler returns, or gives to its callback where it declares one. */
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
