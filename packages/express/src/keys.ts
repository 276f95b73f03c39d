import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { ExpressRequest, ExpressResponse } from "./_types.ts";

/**
 * The request object of Express, with the properties that its middleware has added. An application that reads it runs only
 * on Express.
 *
 * @example
 * const address = environ.get(expressRequest)?.ip;
 */
export const expressRequest: Key<ExpressRequest> = hostKey("express.request");

/** The response object of Express. Only read it, for example `res.locals`: writing to it bypasses TSGI. */
export const expressResponse: Key<ExpressResponse> = hostKey("express.response");
