import type { ErrorLog, ServerInfo } from "@tsgi/core";
import { aBoolean, handlerChecks, type Checks, type HandlerOptions } from "@tsgi/core/server";

/** The options of {@link toLambda}. The log goes to `console.error` by default, which the runtime marks with the request's id. */
export interface LambdaOptions extends HandlerOptions {
  /** Set on the context of every invocation. Default: left as the runtime has it. */
  readonly callbackWaitsForEmptyEventLoop?: boolean | undefined;
}

export function lambdaChecks(): Checks<LambdaOptions> {
  return {
    ...handlerChecks,
    callbackWaitsForEmptyEventLoop: aBoolean,
  };
}

export const consoleLog: ErrorLog = {
  // oxlint-disable-next-line eslint/no-console
  write: (text) => console.error(text.replace(/\n$/, "")),
  flush: () => {},
};

/** Other instances of the function run at the same time, and each answers more than once. */
export function lambdaInfo(): ServerInfo {
  return {
    name: "aws-lambda",
    version: process.versions.node,
    interfaceVersion: [1, 0],
    multiprocess: true,
    runOnce: false,
    capabilities: Object.freeze([]),
  };
}
