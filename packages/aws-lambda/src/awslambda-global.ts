import type { AwsLambdaGlobal } from "./types.ts";

/**
 * Returns the global that the runtime sets before it loads the function; empty elsewhere, and if the runtime is configured
 * not to set it.
 */
export function awslambdaGlobal(): AwsLambdaGlobal {
  return (globalThis as unknown as { awslambda?: AwsLambdaGlobal }).awslambda ?? {};
}
