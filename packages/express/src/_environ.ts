import type { Key } from "@tsgi/core";
import { NodeEnviron } from "@tsgi/node/adapter";
import type { ExpressExchange } from "./_exchange.ts";
import { expressRequest, expressResponse } from "./keys.ts";

/** An Environ that leads to Express's objects when it is asked for them, and costs nothing otherwise. */
export class ExpressEnviron extends NodeEnviron {
  declare readonly exchange: ExpressExchange;

  protected override hostValue(key: Key<unknown>): unknown {
    if (key === expressRequest) return this.exchange.request;
    if (key === expressResponse) return this.exchange.response;
    return undefined;
  }
}
