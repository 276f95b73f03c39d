import type { Application, Environ } from "@tsgi/core";
import { aFunction, aLimit, aPrefix, checkOptions, oneOf } from "@tsgi/core/server";
import { environOf as environOfRequest, fromFetch, type FromFetchOptions } from "@tsgi/fetch";

/** What is used of Hono's application. */
export interface HonoApplication {
  // never: Hono's own types say more of them, and differ from application to application.
  fetch(request: Request, env?: never, executionCtx?: never): Response | Promise<Response>;
}

/** How {@link fromHono} calls an application. */
export interface FromHonoOptions extends Omit<FromFetchOptions, "args"> {
  /**
   * Gives `c.env`. Default: what the host calls a handler with: the bindings of Workers, the server of Bun, the connection
   * of Deno, under toHono the outer `c.env`, `incoming` and `outgoing` of @hono/node-server with it; elsewhere `{}`.
   */
  env?(environ: Environ): unknown;
}

/**
 * Makes an application of Hono a TSGI application. `c.env` and `c.executionCtx` are the host's where it has them; elsewhere
 * `c.executionCtx.waitUntil` is that of the environ, and `passThroughOnException` does nothing. The prefix it is mounted at
 * is taken off the path unless the option `prefix` is `keep`: for an application that has it in its `basePath`.
 *
 * @throws TSGI_APPLICATION_INVALID when it has no `fetch`, TSGI_OPTION_INVALID
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

/** What leads to the environ of a context: the Request that the application was called with. */
interface HasRequest {
  readonly req: { readonly raw: Request };
}

/**
 * The environ behind a context: what middleware set, the prefix, the host's own. Undefined where the context has another
 * Request than the one that {@link fromHono} called the application with.
 *
 * @example
 * hono.get("/", async (c) => c.text(String((await sessionOf(environOf(c)!)).get("user"))));
 */
export function environOf(context: HasRequest): Environ | undefined {
  return environOfRequest((context as Partial<HasRequest> | undefined)?.req?.raw as Request);
}

/** As Hono's helpers of this name tell of the peer. */
export interface HonoConnInfo {
  readonly remote: {
    readonly address: string | undefined;
    readonly port: number | undefined;
    readonly addressType: "IPv4" | "IPv6" | undefined;
  };
}

/**
 * What is known of the peer, on every host, in place of the getConnInfo of one of Hono's adapters: from the environ, so
 * that it follows what a middleware for trusted proxies found out.
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
