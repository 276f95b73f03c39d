import { Environ } from "@tsgi/core";

/** An Environ for platforms whose code passes `waitUntil` around as a function: here it works without its environ. */
export class FetchEnviron extends Environ {
  // @ts-expect-error: an accessor instead of a method; callers see no difference
  override get waitUntil(): Environ["waitUntil"] {
    return (promise) => super.waitUntil(promise);
  }
}
