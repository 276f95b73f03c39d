import type { ErrorLog, ServerInfo } from "@tsgi/core";
import { aBoolean, handlerChecks, type Checks, type HandlerOptions } from "@tsgi/core/server";

/** Options of {@link toLambda}. The log is written to `console.error` by default; the runtime adds the request's id. */
export interface LambdaOptions extends HandlerOptions {
  /** Set on the context of every invocation. Default: the runtime's own value. */
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

/**
 * Returns the facts about the server: other instances of the function run at the same time, and each handles more than one
 * request.
 */
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
