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
 * Runs the application's startup and serves it on Bun.serve.
 *
 * @throws TSGI_OPTION_INVALID, TSGI_STARTUP_FAILED, and TSGI_LISTEN_FAILED, for example when the port is in use
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
      // Bun types a string when it sends it, and not once its stream was looked at.
      forgetsBodies: true,
      // Bun knows no authority where the client sends no Host, and gives a path for a URL.
      origin: (server) => String(server.url),
      dropsStreamLength: () => true,
      // What reading `request` itself fails with, and what its signal fires with.
      isClientError: (error) =>
        error instanceof DOMException && error.message === "The connection was closed.",
      // Bun calls whole bodies application/octet-stream; of a stream that has ended it knows the length all the same.
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
      // A stream has no limit of its own; whole reads have theirs.
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
