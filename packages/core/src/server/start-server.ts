import { describe } from "./log.ts";
import { removeDeadSocket } from "./dead-socket.ts";
import { TSGI_LISTEN_FAILED, TSGI_STARTUP_FAILED } from "../errors.ts";
import type { HostedApplication } from "./hosted-application.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { RunningServer, ServeOptions } from "./serve-options.ts";
import { closeOnSignal, messageOf, type SignalHost } from "./signals.ts";

/** The address to listen at: a port and a host name, or a Unix socket. */
export type ListenAddress = { readonly port: number; readonly hostname: string } | { readonly path: string };

/** A runtime's own server, listening. */
export interface BoundServer {
  /** Undefined on a Unix socket. */
  readonly port?: number | undefined;
  /**
   * Stops accepting connections; resolves when the requests in flight are complete, or were cut off at the deadline.
   *
   * @param deadline milliseconds since the epoch
   */
  close(deadline: number): Promise<void>;
}

/** The minimum time for the application's shutdown after a signal, in milliseconds. */
const SHORTEST_STOP = 5_000;

/**
 * For authors of a host that listens: runs the application's startup, then listens, and closes on signals.
 *
 * @param reasons messages to use instead of the runtime's own, by the error's code
 * @throws TSGI_STARTUP_FAILED if the startup fails; TSGI_LISTEN_FAILED, for example if the port is in use
 */
export async function startServer(
  service: HostedApplication,
  options: ServeOptions,
  listen: (address: ListenAddress) => BoundServer | Promise<BoundServer>,
  signalHost: SignalHost,
  reasons: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const { port = 3000, path, tls, shutdownTimeout = 10_000, signals = true } = options;
  const { hostname = options.host ?? "127.0.0.1" } = options;
  try {
    await service.start();
  } catch (cause) {
    throw new TsgiError(TSGI_STARTUP_FAILED, messageOf(cause), cause);
  }
  let server: BoundServer;
  try {
    server = await (path === undefined ? listen({ port, hostname }) : listenOnSocket(path, listen));
  } catch (cause) {
    await service.stop();
    throw new TsgiError(
      TSGI_LISTEN_FAILED,
      `${path ?? `${hostname}:${port}`}, ${reasons[codeOf(cause)] ?? messageOf(cause)}`,
      cause,
    );
  }
  const close = async (): Promise<void> => {
    service.isClosing = true;
    const deadline = Date.now() + shutdownTimeout;
    await server.close(deadline);
    await service.stop(deadline).finally(release);
  };
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => (closing ??= close());
  const { name } = service.info;
  const timeLimit = shutdownTimeout + Math.max(shutdownTimeout, SHORTEST_STOP);
  const release = signals ? closeOnSignal(signalHost, name, closeOnce, timeLimit) : () => {};
  const log = (error: unknown): void => service.errors.write(`[tsgi/${name}] ${describe(error)}\n`);
  const authority = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.port}`;
  return {
    url: path === undefined ? `${tls ? "https" : "http"}://${authority}/` : `http+unix:${path}`,
    port: path === undefined ? server.port! : 0,
    hostname,
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
    [Symbol.dispose]: () => void closeOnce().catch(log),
  };
}

/** Replaces the socket of a killed server. */
async function listenOnSocket(
  path: string,
  listen: (address: ListenAddress) => BoundServer | Promise<BoundServer>,
): Promise<BoundServer> {
  try {
    return await listen({ path });
  } catch (error) {
    if (codeOf(error) === "EADDRINUSE" && (await removeDeadSocket(path))) return listen({ path });
    throw error;
  }
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | null)?.code);
}
