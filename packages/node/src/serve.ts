import type { AddressInfo, ListenOptions, Server } from "node:net";
import type { ApplicationLike } from "@tsgi/core";
import {
  checkServeOptions,
  hostedBy,
  startServer,
  type BoundServer,
  type ListenAddress,
  type RunningServer,
  type ServeOptions,
  type SignalHost,
} from "@tsgi/core/server";
import { createServer, type NodeServer } from "./serve/create-server.ts";
import { exitOnUnhandled } from "./serve/exit-on-unhandled.ts";
import { logTo } from "./log.ts";
import { nodeServeChecks } from "./serve/options.ts";
import { standardError } from "./process.ts";
import { toNode } from "./to-node.ts";

export type { RunningServer, ServeOptions, TlsOptions } from "@tsgi/core/server";

/**
 * Runs the application's startup, then serves the application over HTTP.
 *
 * An uncaught failure ends the process with one line and code 1.
 *
 * @throws TSGI_OPTION_INVALID; TSGI_STARTUP_FAILED if the startup fails; TSGI_LISTEN_FAILED, for example if the port is in
 *   use
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  try {
    checkServeOptions("node/serve", options, nodeServeChecks());
    return await start(app, options);
  } catch (error) {
    exitOnUnhandled(error);
    throw error;
  }
}

async function start(app: ApplicationLike, options: ServeOptions): Promise<RunningServer> {
  const { values, log, basePath } = options;
  const listener = toNode(app, { values, log, basePath });
  const service = hostedBy(listener)!;
  const server = await createServer(listener, service.errors, options);
  const listen = async (address: ListenAddress): Promise<BoundServer> => {
    await listenOnce(
      server.net,
      "path" in address ? address : { port: address.port, host: address.hostname },
    );
    // For example a connection that could not be accepted. Without a listener it would end the process.
    server.net.on("error", (error: Error) => logTo(service.errors, error));
    return { port: portOf(server), close: (deadline) => server.close(deadline) };
  };
  return startServer(service, options, listen, signals, REASONS);
}

function listenOnce(net: Server, address: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    net.once("error", reject);
    net.listen(address, () => {
      net.off("error", reject);
      resolve();
    });
  });
}

/** Returns undefined on a Unix socket. */
function portOf({ net }: NodeServer): number | undefined {
  return (net.address() as AddressInfo).port;
}

/** Endings of "cannot listen at 127.0.0.1:3000, …", by the code of Node's error. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "which is in use",
  EACCES: "for which this user has no permission",
  EADDRNOTAVAIL: "which is not an address of this machine",
  ENOTFOUND: "whose host name is unknown",
};

const signals: SignalHost = {
  on: (signal, listener) => void process.on(signal, listener),
  off: (signal, listener) => void process.off(signal, listener),
  exit: (code) => process.exit(code),
  write: (text) => standardError.write(text),
};
