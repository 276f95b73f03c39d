import type { Environ, ErrorLog } from "@tsgi/core";
import {
  aText,
  checkOptions,
  handlerChecks,
  optionError,
  show,
  type Check,
  type HandlerOptions,
} from "@tsgi/core/server";
import { connectionChecks, connectionOf, type ConnectionOptions } from "./_connection.ts";
import { testRequestOf, serviceOf } from "./_in-process.ts";
import { headersCheck, type RequestHeaders } from "./_request.ts";

/** The request that the environ describes. By default its log is discarded. */
export interface EnvironOptions extends ConnectionOptions, HandlerOptions {
  /** Default: `GET`. */
  readonly method?: string;
  /** With its query, percent-encoded. Default: `/`. */
  readonly target?: string;
  /** Default: `Host`, and `Content-Length` if there is a body. */
  readonly headers?: RequestHeaders;
  /** Default: none. */
  readonly body?: string | Uint8Array;
}

/**
 * Creates an environ without an application, to test functions that take an environ.
 *
 * @throws TSGI_OPTION_INVALID
 * @example
 * const environ = createEnviron({ target: "/a%2Fb?q=1", headers: { cookie: "id=7" } });
 * expect(environ.segments).toEqual(["a/b"]);
 */
export function createEnviron(options: EnvironOptions = {}): Environ {
  checkOptions("testing/createEnviron", options, {
    ...handlerChecks,
    ...connectionChecks,
    method: aText,
    target: aText,
    headers: headersCheck,
    body: aBody,
  });
  const { method = "GET", target = "/", basePath = "", body, log = SILENT, values } = options;
  if (!target.startsWith(basePath) || !/^[/*]/.test(target))
    throw optionError(
      "testing/createEnviron",
      `target is ${show(target)}, not a path below ${show(basePath)}`,
    );
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : (body ?? null);
  const fields = [options.headers ?? []]
    .flatMap((list) => (Array.isArray(list) ? list : Object.entries(list)))
    .flat();
  if (bytes !== null) fields.push("content-length", String(bytes.length));
  const service = serviceOf(() => null, log, values);
  const request = { method, target, fields, body: bytes };
  return testRequestOf(request, connectionOf(options), service, true, basePath).environ;
}

const SILENT: ErrorLog = { write: () => {}, flush: () => {} };

const aBody: Check = {
  is: (value) => typeof value === "string" || value instanceof Uint8Array,
  must: "a string or bytes",
};
