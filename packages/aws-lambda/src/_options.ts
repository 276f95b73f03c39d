import { TsgiError, type ErrorLog, type ServerInfo } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show, type InitialValues } from "@tsgi/core/server";

/** How an application runs on Lambda. */
export interface LambdaOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: `console.error`, which the runtime marks with the request's id. */
  readonly errors?: ErrorLog;
  /**
   * Where in the path the application is mounted, `/api`: a path below it has it in `scriptName`. The stage, and of a
   * REST API the base path of a custom domain, are found without it. Default: nowhere.
   */
  readonly basePath?: string;
  /** Set on the context of every invocation. Default: left as the runtime has it. */
  readonly callbackWaitsForEmptyEventLoop?: boolean;
}

/** @throws TSGI_OPTION_INVALID */
export function checkBasePath({ basePath = "" }: LambdaOptions): string {
  if (basePath === "" || (/^\/[^?#]*$/.test(basePath) && !basePath.endsWith("/"))) return basePath;
  throw new TsgiError(TSGI_OPTION_INVALID, `basePath is ${show(basePath)}, not of the form "/api"`);
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
