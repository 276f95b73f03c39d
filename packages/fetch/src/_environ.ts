import { Environ, type Key } from "@tsgi/core";
import type { FetchExchange } from "./_exchange.ts";

/** An Environ that also finds what the host gives to each request. */
export class FetchEnviron extends Environ {
  declare readonly exchange: FetchExchange<unknown>;

  protected override hostValue(key: Key<unknown>): unknown {
    return this.exchange.hostValue(key);
  }

  /** Platforms of this kind hand `waitUntil` around by itself: it works without its environ, too. */
  // @ts-expect-error: an accessor in place of a method, which reads the same
  override get waitUntil(): Environ["waitUntil"] {
    const { exchange } = this;
    return (promise) => exchange.waitUntil(promise);
  }
}
