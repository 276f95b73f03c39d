import type { ApplicationLike } from "@tsgi/core";
import {
  checkServeOptions,
  oneOf,
  optionError,
  serveChecks,
  show,
  type RunningServer,
  type ServeOptions,
  type SignalHost,
  type TlsOptions,
} from "@tsgi/core/server";
import { toFetch, type Peer } from "@tsgi/fetch";
import { startServer, type ListenAddress, type Listener } from "@tsgi/fetch/serve";
import { fieldOf } from "./_field.ts";
import type { DenoGlobal, DenoServeInfo } from "./_types.ts";

export type { RunningServer, ServeOptions, TlsOptions } from "@tsgi/core/server";

declare const Deno: DenoGlobal;

/**
 * Runs the application's startup, then serves the application with Deno.serve, with TLS also over HTTP/2.
 *
 * @throws TSGI_OPTION_INVALID; TSGI_STARTUP_FAILED if the startup fails; TSGI_LISTEN_FAILED, for example if the port is in
 *   use
 * @example
 * const server = await serve(app, { port: 3000 });
 * console.log(server.url);
 */
export async function serve(app: ApplicationLike, options: ServeOptions = {}): Promise<RunningServer> {
  checkServeOptions("deno/serve", options, { ...serveChecks(), http2: oneOf(true) });
  const { values, log, basePath } = options;
  const tls = tlsOf(options.tls);
  const handler = toFetch<DenoServeInfo>(
    app,
    { values, log, basePath },
    {
      name: "deno",
      version: Deno.version.deno,
      absoluteForm: true,
      checksFields: true,
      // For a target in absolute form, the URL has the scheme that the client wrote.
      scheme: () => (tls === undefined ? "http" : "https"),
      drainsUnreadBody: true,
      // Also, the signal of a request costs an exception at its end, even at a successful one.
      cancels: true,
      handlerArgs: (info) => [info],
      field: fieldOf,
      // Over HTTP/2.
      headersExpire: tls !== undefined,
      peer,
      isClientError,
    },
  );
  const listen = (address: ListenAddress): Listener => {
    const server = Deno.serve({ ...address, ...tls, onListen: () => {} }, (request, info) =>
      handler(request, info),
    );
    // Deno cannot break off the requests that shutdown() waits for: they are abandoned and no longer keep the process
    // running.
    return { port: server.addr.port, stop: () => server.shutdown(), cut: () => server.unref() };
  };
  return startServer(handler, options, listen, signals);
}

/**
 * @throws TSGI_OPTION_INVALID for an option that Deno.serve would ignore, for example a `ca` to verify the certificates of
 * clients
 */
function tlsOf(tls: TlsOptions | undefined): { readonly key: string; readonly cert: string } | undefined {
  if (tls === undefined) return undefined;
  const { key, cert, ...rest } = tls;
  const [other] = Object.keys(rest);
  if (other !== undefined)
    throw optionError(
      "deno/serve",
      `tls.${other} is ${show(rest[other])}: Deno.serve takes only key and cert`,
    );
  return { key: textOf(key), cert: textOf(cert) };
}

function textOf(pem: string | Uint8Array): string {
  return typeof pem === "string" ? pem : new TextDecoder().decode(pem);
}

const signals: SignalHost = {
  on: (signal, listener) => Deno.addSignalListener(signal, listener),
  off: (signal, listener) => Deno.removeSignalListener(signal, listener),
  exit: (code) => Deno.exit(code),
  write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
};

/** Returns true for the error of a failed read of `request` after the client has disconnected. */
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
    return {}; // after a Response that Deno sent without this code
  }
}
