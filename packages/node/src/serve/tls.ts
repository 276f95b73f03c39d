import type { TlsOptions } from "@tsgi/core/server";

type Callback = (...args: unknown[]) => unknown;

/** The callbacks of the handshake, each with its result on failure: an exception in one would end the process. */
const CALLBACKS: Readonly<Record<string, (error: unknown, args: unknown[]) => unknown>> = {
  SNICallback: (error, [, done]) =>
    (done as Callback)(error instanceof Error ? error : new Error(String(error))),
  ALPNCallback: () => undefined,
  pskCallback: () => null,
};

/**
 * Returns options for node:tls, with callbacks that reject the handshake if they throw. Node accepts any bytes as key and
 * certificate.
 */
export function tlsOf(
  tls: TlsOptions,
  handshakeTimeout: number,
  log: (error: unknown) => void,
): { readonly key: Buffer; readonly cert: Buffer } {
  const options: Record<string, unknown> = { handshakeTimeout, ...tls };
  for (const [name, onFailure] of Object.entries(CALLBACKS)) {
    const callback = options[name];
    if (typeof callback === "function") options[name] = contained(callback as Callback, onFailure, log);
  }
  return options as unknown as { key: Buffer; cert: Buffer };
}

function contained(
  callback: Callback,
  onFailure: (error: unknown, args: unknown[]) => unknown,
  log: (error: unknown) => void,
): Callback {
  return function (this: unknown, ...args) {
    const fail = (error: unknown): unknown => {
      log(error);
      return onFailure(error, args);
    };
    try {
      const result = callback.apply(this, args);
      if (result instanceof Promise) result.catch(fail);
      return result;
    } catch (error) {
      return fail(error);
    }
  };
}
