import type { AddressInfo, ListenOptions, Server } from "node:net";
import { TsgiError, type ApplicationLike } from "@tsgi/core";
import { TSGI_LISTEN_FAILED, TSGI_STARTUP_FAILED } from "@tsgi/core/errors";
import { removeDeadSocket } from "@tsgi/core/server";
import { createServer, type NodeServer } from "./_create-server.ts";
import { exitOnUnhandled } from "./_exit-on-unhandled.ts";
import { logTo, messageOf } from "./_log.ts";
import { checkOptions, type ServeOptions } from "./_options.ts";
import { closeOnSignal } from "./_signals.ts";
import { toNode } from "./to-node.ts";

export type { ServeOptions, TlsOptions } from "./_options.ts";

/** A server that listens. */
export interface RunningServer extends AsyncDisposable, Disposable {
  /** Where it answers: `http://127.0.0.1:3000/`; of a Unix socket, `http+unix:` and its path. */
  readonly url: string;
  /** The port, also where 0 was asked for; 0 on a Unix socket. */
  readonly port: number;
  readonly hostname: string;
  /**
   * Stops listening; for 100 ms answers requests that still arrive, with `Connection: close`; closes idle connections; lets
   * requests in flight finish until `shutdownTimeout`, then cuts them off; waits for `waitUntil` work as long, and runs the
   * application's shutdown. Every call returns the same promise.
   */
  close(): Promise<void>;
}

/**
 * Runs the application's startup and serves it over HTTP.
 *
 * A failure that nobody catches ends the process with one line and code 1.
 *
 * @throws TSGI_OPTION_INVALID, TSGI_LISTEN_FAILED when the port is in use, say, and TSGI_STARTUP_FAILED
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  try {
    checkOptions(options);
    return await start(app, options);
  } catch (error) {
    exitOnUnhandled(error);
    throw error;
  }
}

/** What the application's shutdown may take at least once a signal has come, in milliseconds. */
const SHORTEST_STOP = 5_000;

async function start(app: ApplicationLike, options: ServeOptions): Promise<RunningServer> {
  const { environ, errors } = options;
  const listener = toNode(app, { environ, errors });
  const { service } = listener;
  const server = await createServer(listener, options);
  try {
    await service.start();
  } catch (cause) {
    throw new TsgiError(TSGI_STARTUP_FAILED, messageOf(cause), cause);
  }
  try {
    await listen(server, options);
  } catch (error) {
    await service.stop();
    throw error;
  }
  const { shutdownTimeout = 10_000 } = options;
  const stopTimeout = Math.max(shutdownTimeout, SHORTEST_STOP);
  // For example of a connection that could not be accepted. Without a listener it would end the process.
  server.net.on("error", (error: Error) => logTo(service.errors, error));
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    service.isClosing = true;
    const deadline = Date.now() + shutdownTimeout;
    await server.close(deadline);
    await service.stop(deadline).finally(release);
  };
  const closeOnce = (): Promise<void> => (closing ??= close());
  const release =
    options.signals === false ? () => {} : closeOnSignal(closeOnce, shutdownTimeout + stopTimeout);
  return {
    ...whereabouts(server, options),
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
    [Symbol.dispose]: () => void closeOnce().catch((error: unknown) => logTo(service.errors, error)),
  };
}

async function listen({ net }: NodeServer, options: ServeOptions): Promise<void> {
  const { port = 3000, hostname = "127.0.0.1", path } = options;
  const place = path === undefined ? { port, host: hostname } : { path };
  try {
    await listenOnce(net, place).catch(async (error: NodeJS.ErrnoException) => {
      const isFree = path !== undefined && error.code === "EADDRINUSE" && (await removeDeadSocket(path));
      if (!isFree) throw error;
      await listenOnce(net, place);
    });
  } catch (cause) {
    const where = path ?? `${hostname}:${port}`;
    throw new TsgiError(TSGI_LISTEN_FAILED, `${where}, ${reasonOf(cause as Error)}`, cause);
  }
}

function listenOnce(net: Server, place: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    net.once("error", reject);
    net.listen(place, () => {
      net.off("error", reject);
      resolve();
    });
  });
}

function whereabouts(
  { net }: NodeServer,
  options: ServeOptions,
): Pick<RunningServer, "url" | "port" | "hostname"> {
  const { hostname = "127.0.0.1", path, tls } = options;
  if (path !== undefined) return { url: `http+unix:${path}`, port: 0, hostname };
  const { port } = net.address() as AddressInfo;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return { url: `${tls ? "https" : "http"}://${host}:${port}/`, port, hostname };
}

const REASONS: Record<string, string> = {
  EADDRINUSE: "which is in use",
  EACCES: "for which this user has no permission",
  EADDRNOTAVAIL: "which is no address of this machine",
  ENOTFOUND: "whose host name is unknown",
};

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""] ?? messageOf(error);
}
