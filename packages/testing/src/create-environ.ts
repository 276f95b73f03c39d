import { TsgiError, type Environ, type ErrorLog } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show, type InitialValues } from "@tsgi/core/server";
import { connectionNames, connectionOf, type ConnectionOptions } from "./_connection.ts";
import { testRequestOf, serviceOf } from "./_in-process.ts";
import { checkNames } from "./_options.ts";
import type { RequestHeaders } from "./_request.ts";

/** A request to make an environ of. */
export interface EnvironOptions extends ConnectionOptions {
  /** Default: `GET`. */
  readonly method?: string;
  /** With its query, percent-encoded. Default: `/`. */
  readonly target?: string;
  /** Where the application is mounted: the begin of the target. Default: `""`. */
  readonly scriptName?: string;
  /** Default: `Host`, and `Content-Length` where there is a body. */
  readonly headers?: RequestHeaders;
  /** Default: none. */
  readonly body?: string | Uint8Array;
  /** Values to begin with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Default: a log that nobody reads. */
  readonly errors?: ErrorLog;
}

/**
 * Makes an environ without an application, to test functions of environ with.
 *
 * @throws TSGI_OPTION_INVALID
 * @example
 * const environ = createEnviron({ target: "/a%2Fb?q=1", headers: { cookie: "id=7" } });
 * expect(environ.segments).toEqual(["a/b"]);
 */
export function createEnviron(options: EnvironOptions = {}): Environ {
  checkNames(options, NAMES);
  const { method = "GET", target = "/", scriptName = "", body } = options;
  if (!target.startsWith(scriptName) || !/^[/*]/.test(target)) {
    throw new TsgiError(
      TSGI_OPTION_INVALID,
      `the target is ${show(target)}, not a path below ${show(scriptName)}`,
    );
  }
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body ?? null);
  const fields = [options.headers ?? []]
    .flatMap((list) => (Array.isArray(list) ? list : Object.entries(list)))
    .flat();
  if (bytes !== null) fields.push("content-length", String(bytes.length));
  const service = serviceOf(() => null, options.errors ?? SILENT, options.environ);
  const request = { method, target, fields, body: bytes };
  return testRequestOf(request, connectionOf(options), service, true, scriptName).environ;
}

const SILENT: ErrorLog = { write: () => {}, flush: () => {} };
const NAMES = ["method", "target", "scriptName", "headers", "body", "environ", "errors", ...connectionNames];
