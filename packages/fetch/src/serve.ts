/** For authors of a host of fetch handlers that listens: the parts that the servers of Bun and Deno share. */
import {
  hostedBy,
  LONGEST_TIMER,
  startServer as startAnyServer,
  type ListenAddress,
  type RunningServer,
  type ServeOptions,
  type HostedApplication,
  type SignalHost,
} from "@tsgi/core/server";
import { sinceLastAnswer } from "./_end-connection.ts";
import type { FetchHandler } from "./to-fetch.ts";

export type { ListenAddress, RunningServer, ServeOptions, SignalHost } from "@tsgi/core/server";

/** A host's own server. */
export interface Listener {
  /** Undefined on a Unix socket. */
  readonly port?: number | undefined;
  /** Stops accepting connections; resolves when the requests in flight are complete. */
  stop(): Promise<void>;
  /** Breaks off the requests still in flight, or abandons them if the host cannot break them off. */
  cut(): void;
}

/**
 * Milliseconds without a request after which a closing server stops: a stopping host closes connections on which a request
 * may be on its way, and that request would be lost.
 */
const GRACE = 100;
/** Maximum milliseconds until a closing server stops while requests keep arriving. */
const LONGEST_GRACE = 1_000;

/**
 * Runs the application's startup, then listens, and closes on signals.
 *
 * @param handler a handler of {@link toFetch}
 * @throws TSGI_STARTUP_FAILED if the startup fails; TSGI_LISTEN_FAILED, for example if the port is in use
 */
export function startServer(
  handler: FetchHandler<never>,
  options: ServeOptions,
  listen: (address: ListenAddress) => Listener,
  signals: SignalHost,
): Promise<RunningServer> {
  const service = hostedBy(handler)!;
  const bind = (address: ListenAddress) => {
    const listener = listen(address);
    return { port: listener.port, close: (deadline: number) => closeListener(listener, service, deadline) };
  };
  return startAnyServer(service, options, bind, signals);
}

/** @param deadline milliseconds since the epoch */
async function closeListener(
  listener: Listener,
  service: HostedApplication,
  deadline: number,
): Promise<void> {
  await quiet(service, Math.min(LONGEST_GRACE, Math.max(0, deadline - Date.now())));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cut = new Promise<void>((resolve) => {
    timer = setTimeout(
      () => {
        listener.cut();
        resolve(); // not every host resolves stop() after a cut
      },
      Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER),
    );
  });
  await Promise.race([listener.stop(), cut]);
  clearTimeout(timer);
}

/** Resolves when no request has arrived for a while. Responses meanwhile have `Connection: close`. */
async function quiet(service: HostedApplication, timeLimit: number): Promise<void> {
  for (let time = 0; time < timeLimit; time += GRACE) {
    const begin = performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.min(GRACE, timeLimit)));
    // A timer that is late shows a busy machine, on which requests are late as well.
    const isBusy = performance.now() - begin > 2 * GRACE;
    if (!isBusy && sinceLastAnswer(service) >= GRACE) return;
  }
}
