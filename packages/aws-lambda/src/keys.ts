import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { LambdaContext } from "./types.ts";

/** The event as Lambda handed it over. What it says of identity stands in its `requestContext`, and nowhere else. */
export const lambdaEvent: Key<unknown> = hostKey<unknown>("aws.lambda_event");

/** The context of the invocation: request id, deadline, function. */
export const lambdaContext: Key<LambdaContext> = hostKey<LambdaContext>("aws.lambda_context");
