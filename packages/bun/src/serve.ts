import type { ApplicationLike } from "@tsgi/core";
import { toFetch } from "@tsgi/fetch";
import { startServer, type RunningServer, type ServeOptions as FetchServeOptions } from "@tsgi/fetch/serve";
import type { BunGlobal, BunHttpServer } from "./_types.ts";

export type { RunningServer };

declare const Bun: BunGlobal;

/** How {@link serve} serves. */
export interface ServeOptions extends FetchServeOptions {
  /** How long, in seconds, a connection may say nothing, an open response too; at most 255, 0 for ever. Default: 0. */
  readonly idleTimeout?: number;
}

/**
 * Runs the application's startup and serves it on Bun.serve.
 *
 * @throws TSGI_STARTUP_FAILED, and TSGI_LISTEN_FAILED when the port is in use, say
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  const handler = toFetch<BunHttpServer>(app, options, {
    name: "bun",
    version: Bun.version,
    peer: (request, server) => {
      const peer = server.requestIP(request);
      return peer === null ? {} : { remoteAddress: peer.address, remotePort: peer.port };
    },
    handlerArgs: (server) => [server],
    // Bun types a string when it sends it, and not once its stream was looked at.
    forgetsBodies: true,
    // Bun knows no authority where the client sends no Host, and gives a path for a URL.
    origin: (server) => String(server.url),
    dropsStreamLength: () => true,
    // What reading `request` itself fails with, and what its signal fires with.
    isClientError: (error) => error instanceof DOMException && error.message === "The connection was closed.",
    // Bun calls whole bodies application/octet-stream; of a stream that has ended it knows the length all the same.
    untyped: (bytes) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes);
          controller.close();
        },
      }),
  });
  const { tls, idleTimeout = 0 } = options;
  return startServer(handler.service, options, (place) => {
    const server = Bun.serve({
      ...("path" in place ? { unix: place.path } : place),
      ...(tls === undefined ? {} : { tls }),
      idleTimeout,
      // A stream has no limit of its own; whole reads have theirs.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch: (request, host) => handler(request, host),
    });
    return { port: server.port ?? 0, stop: () => server.stop(), cut: () => void server.stop(true) };
  });
}
