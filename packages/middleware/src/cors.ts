import type { Environ, HeaderList, Middleware } from "@tsgi/core";
import { editHead, type EditFields } from "./response/edit-head.ts";
import { setField, varyWith, withVary } from "./http/headers.ts";
import {
  aBoolean,
  aFunction,
  aText,
  aToken,
  anInteger,
  checkOptions,
  checkResult,
  either,
  listOf,
  optionError,
  type Check,
} from "./shared/options.ts";

/** Options of {@link cors}. */
export interface CorsOptions {
  /**
   * The origins that may read responses: `"*"` for every one, one or several such as `https://app.example`, or a function
   * of the origin. A list never allows `null`, which sandboxed pages and files have.
   */
  readonly origin: string | readonly string[] | ((origin: string, environ: Environ) => boolean);
  /** Allows cookies and other credentials. Not with `"*"`. Default: false. */
  readonly credentials?: boolean;
  /** Methods of requests that need a preflight. Default: GET, HEAD, PUT, PATCH, POST, DELETE. */
  readonly methods?: readonly string[];
  /** Request headers that may be sent. Default: those that the client requests. */
  readonly allowedHeaders?: readonly string[];
  /** Response headers that scripts may read besides the safe ones. Default: none. */
  readonly exposedHeaders?: readonly string[];
  /** Seconds that a client may cache a preflight for. Default: not sent, 5 in browsers. */
  readonly maxAge?: number;
}

const METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];
const anOrigin: Check = {
  is: (value) => typeof value === "string" && (value === "*" || originOf(value) === value),
  must: '"*" or an origin such as "https://app.example"',
};

/**
 * Lets scripts of other origins read responses (Fetch, 3.2). It responds to preflights with 204; every other request goes
 * on to the application, and its response gets the headers, also an error response of an inner `errorPage()`. It does not
 * block requests: use `csrf()` for that.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = cors({ origin: ["https://app.example"], credentials: true })(shop);
 */
export function cors(options: CorsOptions): Middleware {
  checkOptions("cors", options, {
    origin: either(anOrigin, listOf(anOrigin), aFunction),
    credentials: aBoolean,
    methods: listOf(aToken),
    allowedHeaders: listOf(aToken),
    exposedHeaders: listOf(aToken),
    maxAge: anInteger(0),
  });
  const { origin, credentials = false } = options;
  if (origin === undefined) throw optionError("cors", "origin", origin, "set");
  const isOpen = origin === "*" || (Array.isArray(origin) && origin.includes("*"));
  if (isOpen && credentials)
    throw optionError("cors", "origin", "*", "a list of origins if credentials are allowed");
  const isAllowed = testOf(options.origin);
  const common: HeaderList = credentials ? [["access-control-allow-credentials", "true"]] : [];
  const exposed = listHeader("access-control-expose-headers", options.exposedHeaders);
  const preflight = preflightHeaders(options);
  const shared = (environ: Environ): HeaderList => {
    if (isOpen) return [["access-control-allow-origin", "*"]];
    const from = environ.header("origin");
    return from !== undefined && isAllowed(from, environ)
      ? [["access-control-allow-origin", from], ...common]
      : [];
  };
  const answerPreflight: Middleware = (app) => (environ, startResponse) => {
    if (!isPreflight(environ)) return app(environ, startResponse);
    const allowed = shared(environ);
    const granted = allowed.length === 0 ? [] : [...allowed, ...preflight(environ)];
    const asked = ["access-control-request-method", "access-control-request-headers"];
    startResponse(204, [...(isOpen ? [] : ["origin"]), ...asked].reduce(withVary, granted as HeaderList));
    return null;
  };
  const edit = (environ: Environ): EditFields => {
    if (isPreflight(environ)) return unchanged;
    const allowed = shared(environ);
    return (fields) => {
      fields.push(...allowed);
      if (allowed.length > 0) fields.push(...exposed);
      const vary = isOpen ? undefined : varyWith(fields, "origin");
      if (vary !== undefined) setField(fields, "vary", vary);
    };
  };
  return editHead(edit, answerPreflight);
}

function unchanged(): void {}

function isPreflight(environ: Environ): boolean {
  return (
    environ.method === "OPTIONS" &&
    environ.header("origin") !== undefined &&
    environ.header("access-control-request-method") !== undefined
  );
}

function testOf(origin: CorsOptions["origin"]): (origin: string, environ: Environ) => boolean {
  if (typeof origin === "function")
    return (from, environ) =>
      originOf(from) === from && checkResult<boolean>("cors", "origin", origin(from, environ), aBoolean);
  const origins = new Set(typeof origin === "string" ? [origin] : origin);
  return (from) => origins.has(from);
}

function preflightHeaders(options: CorsOptions): (environ: Environ) => HeaderList {
  const { methods = METHODS, allowedHeaders, maxAge } = options;
  const fixed: HeaderList = [
    ...listHeader("access-control-allow-methods", methods),
    ...listHeader("access-control-allow-headers", allowedHeaders),
    ...(maxAge === undefined ? [] : [["access-control-max-age", String(maxAge)] as const]),
  ];
  if (allowedHeaders !== undefined) return () => fixed;
  return (environ) => {
    const asked = (environ.header("access-control-request-headers") ?? "")
      .split(",")
      .map((name) => name.trim());
    const names = asked.filter((name) => aToken.is(name));
    return [...fixed, ...listHeader("access-control-allow-headers", names)];
  };
}

function listHeader(name: string, values: readonly string[] = []): HeaderList {
  return values.length === 0 ? [] : [[name, values.join(", ")]];
}

/** Returns the origin of a URL as a browser writes it; undefined if it has none. */
function originOf(text: string): string | undefined {
  if (!aText.is(text) || !URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  return origin === "null" ? undefined : origin;
}
