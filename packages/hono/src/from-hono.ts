import type { Application, Environ } from "@tsgi/core";
import { aFunction, aLimit, aPrefix, checkOptions, oneOf } from "@tsgi/core/server";
import { environOf as environOfRequest, fromFetch, type FromFetchOptions } from "@tsgi/fetch";

/** The part of a Hono application that TSGI uses. */
export interface HonoApplication {
  // never: Hono's own types are more specific and differ between applications.
  fetch(request: Request, env?: never, executionCtx?: never): Response | Promise<Response>;
}

/** Options of {@link fromHono}. */
export interface FromHonoOptions extends Omit<FromFetchOptions, "args"> {
  /**
   * Returns the value of `c.env`. Default: the value that the host passes to a handler: the bindings of Workers, the server
   * of Bun, the connection of Deno; inside toHono the outer `c.env`, with `incoming` and `outgoing` of @hono/node-server;
   * elsewhere `{}`.
   */
  env?(environ: Environ): unknown;
}

/**
 * Returns a TSGI application that runs a Hono application. `c.env` and `c.executionCtx` are those of the host, if it has
 * them; elsewhere `c.executionCtx.waitUntil` is that of the environ, and `passThroughOnException` does nothing. The prefix
 * it is mounted at is removed from the path, unless the option `prefix` is `keep`, for an application that has it in its
 * `basePath`.
 *
 * @throws TSGI_APPLICATION_INVALID if it has no `fetch`, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * await serve(mount({ "/": home, "/api": fromHono(hono) }));
 */
export function fromHono(hono: HonoApplication, options: FromHonoOptions = {}): Application {
  checkOptions("hono/fromHono", options, {
    prefix: aPrefix,
    request: oneOf("platform", "light"),
    limit: aLimit,
    env: aFunction,
  });
  const { env: envOf, ...rest } = options;
  const args = (environ: Environ, given: readonly unknown[]): readonly unknown[] => [
    envOf === undefined ? (given[0] ?? {}) : envOf(environ),
    isExecutionContext(given[1]) ? given[1] : contextOf(environ),
  ];
  return fromFetch(hono, { ...rest, args });
}

/** The part of a context that leads to its environ: the Request that the application was called with. */
interface HasRequest {
  readonly req: { readonly raw: Request };
}

/**
 * Returns the environ of a context: values that middleware set, the prefix, the host's own values. Returns undefined if the
 * context has a Request other than the one that {@link fromHono} called the application with.
 *
 * @example
 * hono.get("/", async (c) => c.text(String((await sessionOf(environOf(c)!)).get("user"))));
 */
export function environOf(context: HasRequest): Environ | undefined {
  return environOfRequest((context as Partial<HasRequest> | undefined)?.req?.raw as Request);
}

/** The result of {@link getConnInfo}, in the form of Hono's helpers of this name. */
export interface HonoConnInfo {
  readonly remote: {
    readonly address: string | undefined;
    readonly port: number | undefined;
    readonly addressType: "IPv4" | "IPv6" | undefined;
  };
}

/**
 * Returns the peer's address and port, on every host. Replaces the getConnInfo of Hono's adapters. Reads the environ, so
 * that it follows a middleware for trusted proxies.
 *
 * @example
 * hono.get("/ip", (c) => c.text(getConnInfo(c).remote.address ?? "unknown"));
 */
export function getConnInfo(context: HasRequest): HonoConnInfo {
  const { remoteAddress = "", remotePort = 0 } = environOf(context) ?? {};
  const addressType = remoteAddress === "" ? undefined : remoteAddress.includes(":") ? "IPv6" : "IPv4";
  return { remote: { address: remoteAddress || undefined, port: remotePort || undefined, addressType } };
}

function isExecutionContext(value: unknown): boolean {
  return typeof value === "object" && value !== null && "waitUntil" in value;
}

function contextOf(environ: Environ): object {
  return {
    waitUntil: (promise: Promise<unknown>) => environ.waitUntil(promise),
    passThroughOnException: () => {},
    props: {},
  };
}
