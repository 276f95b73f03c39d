import { Environ } from "@tsgi/core";

/** An Environ for platforms that pass `waitUntil` around by itself: it works without its environ, too. */
export class FetchEnviron extends Environ {
  // @ts-expect-error: an accessor in place of a method, which reads the same
  override get waitUntil(): Environ["waitUntil"] {
    return (promise) => super.waitUntil(promise);
  }
}
