import type { ApplicationLike } from "@tsgi/core";
import {
  anInteger,
  checkServeOptions,
  serveChecks,
  type RunningServer,
  type ServeOptions,
  type SignalHost,
} from "@tsgi/core/server";
import { toFetch } from "@tsgi/fetch";
import { startServer, type ListenAddress, type Listener } from "@tsgi/fetch/serve";
import type { BunGlobal, BunHttpServer, BunProcess } from "./_types.ts";

export type { RunningServer, ServeOptions, TlsOptions } from "@tsgi/core/server";

declare const Bun: BunGlobal;
declare const process: BunProcess;

/**
 * Runs the application's startup, then serves the application with Bun.serve.
 *
 * @throws TSGI_OPTION_INVALID; TSGI_STARTUP_FAILED if the startup fails; TSGI_LISTEN_FAILED, for example if the port is in
 *   use
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  checkServeOptions("bun/serve", options, {
    ...serveChecks(),
    idleTimeout: anInteger(0, 255_000, " of milliseconds"),
  });
  const { values, log, basePath } = options;
  const handler = toFetch<BunHttpServer>(
    app,
    { values, log, basePath },
    {
      name: "bun",
      version: Bun.version,
      peer: (request, server) => {
        const peer = server.requestIP(request);
        return peer === null ? {} : { remoteAddress: peer.address, remotePort: peer.port };
      },
      handlerArgs: (server) => [server],
      // Bun adds a type to a string when it sends it, but not once its stream was read from.
      forgetsBodies: true,
      // Without a Host from the client Bun knows no authority, and `url` is only a path.
      origin: (server) => String(server.url),
      dropsStreamLength: () => true,
      // The error of a failed read of `request`, and the reason of its signal.
      isClientError: (error) =>
        error instanceof DOMException && error.message === "The connection was closed.",
      // Bun adds application/octet-stream to whole bodies, but not to a stream; it still knows the length of one that has
      // ended.
      untyped: (bytes) =>
        new ReadableStream({
          start(controller) {
            controller.enqueue(bytes);
            controller.close();
          },
        }),
    },
  );
  const { tls, idleTimeout = 0 } = options;
  const listen = (address: ListenAddress): Listener => {
    const server = Bun.serve({
      ...("path" in address ? { unix: address.path } : address),
      ...(tls === undefined ? {} : { tls }),
      idleTimeout: Math.ceil(idleTimeout / 1000), // Bun counts seconds
      // A stream has no limit; whole reads have their own.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch: (request, host) => handler(request, host),
    });
    return { port: server.port, stop: () => server.stop(), cut: () => void server.stop(true) };
  };
  return startServer(handler, options, listen, signals);
}

const signals: SignalHost = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit: (code) => process.exit(code),
  write: (text) => process.stderr.write(text),
};
