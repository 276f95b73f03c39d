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
}

/** Platforms of this kind hand `waitUntil` around by itself: it works without its environ, too. */
Object.defineProperty(FetchEnviron.prototype, "waitUntil", {
  configurable: true,
  get(this: FetchEnviron): FetchEnviron["waitUntil"] {
    const { exchange } = this;
    return (promise) => exchange.waitUntil(promise);
  },
});
