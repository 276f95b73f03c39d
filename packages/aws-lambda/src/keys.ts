import type { Key } from "@tsgi/core";
import { hostKey } from "@tsgi/core/server";
import type { LambdaContext } from "./types.ts";

/** The event as Lambda passed it. Only its `requestContext` contains trustworthy facts about identity. */
export const lambdaEvent: Key<unknown> = hostKey<unknown>("aws.lambda_event");

/** The context of the invocation: request id, deadline, function. */
export const lambdaContext: Key<LambdaContext> = hostKey<LambdaContext>("aws.lambda_context");
