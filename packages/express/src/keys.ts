import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { ExpressRequest, ExpressResponse } from "./_types.ts";

/**
 * The request as Express has it, with whatever its middleware has put there. An application that reads it runs on
 * Express only.
 *
 * @example
 * const address = environ.get(expressRequest)?.ip;
 */
export const expressRequest: Key<ExpressRequest> = hostKey("express.request");

/** The response as Express has it. To write to it is to answer beside TSGI: read it, `res.locals` say. */
export const expressResponse: Key<ExpressResponse> = hostKey("express.response");
