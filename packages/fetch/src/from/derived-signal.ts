import type { Environ } from "@tsgi/core";

/** What a platform asks of the signal of a Request that another one is derived from. */
type Listen = AbortSignal["addEventListener"];

let isHooked: boolean | undefined;

/**
 * True where `new Request(request)` and `fetch(request)` listen to the signal of the request by its method, as on Node:
 * {@link follow} can then wait for somebody to listen.
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
 * Makes the signal that the platform keeps for a request follow the environ's, from when somebody listens to it: to hand
 * over a signal at once costs more than all the rest of a Request.
 */
export function follow(kept: AbortSignal, environ: Environ): void {
  const listen = (...[type, listener, options]: Parameters<Listen>): void => {
    const { signal } = environ;
    if (!signal.aborted) signal.addEventListener(type, listener, options);
    else if (typeof listener === "function") listener.call(signal, new Event(type));
  };
  kept.addEventListener = listen as Listen;
}

/** Gives a copy that the platform made of a request the environ's signal, and every copy of that. */
export function followed(copy: Request, environ: Environ): Request {
  follow(copy.signal, environ);
  const clone = copy.clone.bind(copy);
  return Object.defineProperties(copy, {
    signal: { configurable: true, get: () => environ.signal },
    clone: { configurable: true, writable: true, value: () => followed(clone(), environ) },
  });
}
