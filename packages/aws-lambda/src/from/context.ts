import type { LambdaContext } from "../types.ts";
import type { Settle } from "./settle.ts";

/** The context of an invocation outside of Lambda. */
export interface MadeContext extends LambdaContext {
  readonly clientContext: undefined;
  readonly identity: undefined;
  /** Deprecated by Lambda, but still present on runtimes with callbacks. */
  done(error?: unknown, result?: unknown): void;
  succeed(result?: unknown): void;
  fail(error?: unknown): void;
}

/**
 * @param id unique
 * @param timeout milliseconds from now; `Infinity` for none
 */
export function makeContext(id: string, timeout: number, { resolve, reject }: Settle): MadeContext {
  const deadline = Date.now() + timeout;
  return {
    awsRequestId: id,
    functionName: "local",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:local",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/local",
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => (error === undefined || error === null ? resolve(result) : reject(error)),
    succeed: resolve,
    fail: reject,
  };
}
