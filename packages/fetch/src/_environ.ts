import { Environ, type Key } from "@tsgi/core";
import type { FetchExchange } from "./_exchange.ts";

/** An Environ that also finds what the host gives to each request. */
export class FetchEnviron extends Environ {
  declare readonly exchange: FetchExchange<unknown>;

  override get<T>(key: Key<T>): T | undefined {
    const { values } = this.exchange;
    if (values?.has(key)) return values.get(key) as T | undefined;
    return this.exchange.hostValue(key) as T | undefined;
  }

  /** Platforms of this kind hand `waitUntil` around by itself: it works without its environ, too. */
  // @ts-expect-error: an accessor in place of a method, which reads the same
  override get waitUntil(): Environ["waitUntil"] {
    const { exchange } = this;
    return (promise) => exchange.waitUntil(promise);
  }
}
