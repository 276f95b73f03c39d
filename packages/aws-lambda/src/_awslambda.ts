import type { AwsLambdaGlobal } from "./types.ts";

/** The global that the runtime sets before it loads the function; absent elsewhere, and where it was told not to. */
export function awslambdaGlobal(): AwsLambdaGlobal {
  return (globalThis as unknown as { awslambda?: AwsLambdaGlobal }).awslambda ?? {};
}
