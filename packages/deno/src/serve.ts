import type { ApplicationLike } from "@tsgi/core";
import { toFetch, type Peer } from "@tsgi/fetch";
import { startServer, type RunningServer, type ServeOptions } from "@tsgi/fetch/serve";
import { fieldOf } from "./_field.ts";
import type { DenoGlobal, DenoServeInfo } from "./_types.ts";

export type { RunningServer, ServeOptions };

declare const Deno: DenoGlobal;

/**
 * Runs the application's startup and serves it on Deno.serve, over HTTP/2 too under TLS.
 *
 * @throws TSGI_STARTUP_FAILED, and TSGI_LISTEN_FAILED when the port is in use, say
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  const handler = toFetch<DenoServeInfo>(app, options, {
    name: "deno",
    version: Deno.version.deno,
    absoluteForm: true,
    checksFields: true,
    // Of a target in absolute form, the URL has the scheme that the client wrote.
    scheme: () => (options.tls === undefined ? "http" : "https"),
    drainsUnreadBody: true,
    // And the signal of a request costs an exception at its end, a good one too.
    cancels: true,
    handlerArgs: (info) => [info],
    field: fieldOf,
    // Over HTTP/2.
    headersExpire: options.tls !== undefined,
    peer,
    isClientError,
  });
  return startServer(handler.service, options, (place) => {
    const server = Deno.serve({ ...place, ...options.tls, onListen: () => {} }, (request, info) =>
      handler(request, info),
    );
    // Deno cannot break off what shutdown() waits for: it is left behind, and keeps the process no longer.
    return { port: server.addr.port ?? 0, stop: () => server.shutdown(), cut: () => server.unref() };
  });
}

/** What reading `request` itself fails with when the client has left. */
function isClientError(error: unknown): boolean {
  return (
    error instanceof Error && error.name === "BadResource" && error.message.startsWith("Cannot read body")
  );
}

function peer(_request: Request, info: DenoServeInfo): Peer {
  try {
    const { hostname = "", port = 0 } = info.remoteAddr;
    return { remoteAddress: hostname, remotePort: port };
  } catch {
    return {}; // after a Response that went past
  }
}
