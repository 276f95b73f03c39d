/** For those who write a host that listens: what Bun's server and Deno's have in common. */
import { TsgiError } from "@tsgi/core";
import { TSGI_LISTEN_FAILED, TSGI_STARTUP_FAILED } from "@tsgi/core/errors";
import { removeDeadSocket, type HostedApplication } from "@tsgi/core/server";
import { sinceLastAnswer } from "./_end-connection.ts";
import type { FetchOptions } from "./to-fetch.ts";

/** How a server of fetch handlers serves. */
export interface ServeOptions extends Omit<FetchOptions, "scriptName"> {
  /** 0 to 65535; 0 takes a free one. Default: 3000. */
  readonly port?: number;
  /** Address or name to listen at. Default: `127.0.0.1`, this machine alone. */
  readonly hostname?: string;
  /** Unix socket to listen on, instead of port and host name. One that a killed server has left behind is taken over. */
  readonly path?: string;
  /** Serves https: key and certificate in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How long, in milliseconds, requests in flight may go on after close(). Default: 10,000. */
  readonly shutdownTimeout?: number;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Where it answers: `http://127.0.0.1:3000/`; of a Unix socket, `http+unix:` and its path. */
  readonly url: string;
  /** The port, also where 0 was asked for; 0 on a Unix socket. */
  readonly port: number;
  /** Lets requests in flight finish until `shutdownTimeout`, then runs the application's shutdown. */
  close(): Promise<void>;
}

/** Where to listen: a port and a host name, or a Unix socket. */
export type ListenAddress = { readonly port: number; readonly hostname: string } | { readonly path: string };

/** A host's own server. */
export interface Listener {
  readonly port: number;
  /** Takes no more connections; resolves when the requests in flight are through. */
  stop(): Promise<void>;
  /** Breaks off what is still in flight, or leaves it behind where the host cannot. */
  cut(): void;
}

/**
 * How long, in milliseconds, a server that closes goes on until no request has come: a host that stops closes connections
 * on which a request is on its way, and that request would be lost.
 */
const GRACE = 100;
/** The same, while requests keep coming. */
const LONGEST_GRACE = 1_000;
/** Milliseconds, 24 days: a timer that is set for longer fires at once. */
const LONGEST_TIMER = 2_147_483_647;

/**
 * Runs the application's startup, then listens.
 *
 * @throws TSGI_STARTUP_FAILED, and TSGI_LISTEN_FAILED when the port is in use, say
 */
export async function startServer(
  service: HostedApplication,
  options: ServeOptions,
  listen: (address: ListenAddress) => Listener,
): Promise<RunningServer> {
  const { port = 3000, hostname = "127.0.0.1", path, shutdownTimeout = 10_000 } = options;
  await service.start().catch((cause: unknown) => {
    throw new TsgiError(TSGI_STARTUP_FAILED, messageOf(cause), cause);
  });
  let listener: Listener;
  try {
    listener = path === undefined ? listen({ port, hostname }) : await listenOnSocket(path, listen);
  } catch (cause) {
    await service.stop();
    throw new TsgiError(TSGI_LISTEN_FAILED, `${path ?? `${hostname}:${port}`}, ${messageOf(cause)}`, cause);
  }
  const close = async (): Promise<void> => {
    const deadline = Date.now() + shutdownTimeout;
    service.isClosing = true;
    await quiet(service, Math.min(LONGEST_GRACE, shutdownTimeout));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const cut = new Promise<void>((resolve) => {
      timer = setTimeout(
        () => {
          listener.cut();
          resolve(); // not every host calls it a stop when it was cut off
        },
        Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER),
      );
    });
    await Promise.race([listener.stop(), cut]);
    clearTimeout(timer);
    await service.stop(deadline);
  };
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => (closing ??= close());
  const at = path === undefined ? listener.port : 0;
  return { url: urlOf(options, at), port: at, close: closeOnce, [Symbol.asyncDispose]: closeOnce };
}

/** A socket that a killed server has left is taken over. */
async function listenOnSocket(path: string, listen: (address: ListenAddress) => Listener): Promise<Listener> {
  try {
    return listen({ path });
  } catch (error) {
    const isInUse = (error as { readonly code?: unknown }).code === "EADDRINUSE";
    if (isInUse && (await removeDeadSocket(path))) return listen({ path });
    throw error;
  }
}

/** Resolves when no request has come for a while; they are answered with `Connection: close`. */
async function quiet(service: HostedApplication, timeLimit: number): Promise<void> {
  for (let time = 0; time < timeLimit; time += GRACE) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(GRACE, timeLimit)));
    if (sinceLastAnswer(service) >= GRACE) return;
  }
}

function urlOf({ hostname = "127.0.0.1", path, tls }: ServeOptions, port: number): string {
  if (path !== undefined) return `http+unix:${path}`;
  return `${tls ? "https" : "http"}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}/`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
