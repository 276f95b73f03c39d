import type { Environ } from "@tsgi/core";

/** The method that a platform calls on the signal of a Request that another one is derived from. */
type Listen = AbortSignal["addEventListener"];

let isHooked: boolean | undefined;

/**
 * Returns true if `new Request(request)` and `fetch(request)` call the method `addEventListener` of the request's signal, as
 * on Node: {@link follow} can then wait for that call.
 */
export function asksSignal(): boolean {
  if (isHooked !== undefined) return isHooked;
  isHooked = false;
  const request = new Request("http://localhost/");
  request.signal.addEventListener = () => void (isHooked = true);
  void new Request(request);
  return isHooked;
}

/**
 * Makes the signal that the platform keeps for a request follow that of the environ, once it has a listener: passing a
 * signal on creation costs more than the rest of a Request.
 */
export function follow(kept: AbortSignal, environ: Environ): void {
  const listen = (...[type, listener, options]: Parameters<Listen>): void => {
    const { signal } = environ;
    if (!signal.aborted) signal.addEventListener(type, listener, options);
    else if (typeof listener === "function") listener.call(signal, new Event(type));
  };
  kept.addEventListener = listen as Listen;
}

/** Sets the signal of the environ on a copied request, and on its own copies. */
export function followed(copy: Request, environ: Environ): Request {
  follow(copy.signal, environ);
  const clone = copy.clone.bind(copy);
  return Object.defineProperties(copy, {
    signal: { configurable: true, get: () => environ.signal },
    clone: { configurable: true, writable: true, value: () => followed(clone(), environ) },
  });
}
