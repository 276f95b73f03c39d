/** The options of every `serve`: one type, one set of defaults and limits, for Node, Bun and Deno. */
import { show } from "../values.ts";
import {
  aBoolean,
  aText,
  anInteger,
  checkOptions,
  optionError,
  type Check,
  type Checks,
} from "../options.ts";
import { handlerChecks, type HandlerOptions } from "./handler.ts";

/** Certificate and key. */
export interface TlsOptions {
  /** PEM. */
  readonly key: string | Uint8Array;
  /** PEM, with intermediate certificates. */
  readonly cert: string | Uint8Array;
  /** Any other TLS option of the runtime: those of node:tls on Node, of `tls` of Bun.serve on Bun; Deno takes no others. */
  readonly [option: string]: unknown;
}

/**
 * The options of `serve`, on every runtime. Times are in milliseconds. A runtime rejects an option that it does not support
 * with TSGI_OPTION_INVALID: an ignored limit would not protect the server.
 */
export interface ServeOptions extends HandlerOptions {
  /** 0 to 65535; 0 selects a free port. Default: 3000. */
  readonly port?: number | undefined;
  /** Address or name to listen at. Default: `127.0.0.1`, only this machine; `0.0.0.0` or `::` listens on all interfaces. */
  readonly hostname?: string | undefined;
  /** Same as {@link ServeOptions.hostname}, under the name that node:net and many frameworks use. */
  readonly host?: string | undefined;
  /** Unix socket to listen on, instead of port and host name. A socket that a killed server left behind is replaced. */
  readonly path?: string | undefined;
  /** Serves https. Default: none. */
  readonly tls?: TlsOptions | undefined;
  /** Maximum time for requests in flight after close(); then their connections are cut off. Default: 10,000. */
  readonly shutdownTimeout?: number | undefined;
  /**
   * Closes on SIGTERM and SIGINT, then ends the process: with code 0, or with 1 if the application's shutdown fails or takes
   * longer than `shutdownTimeout`, at least 5,000. A second signal ends it immediately. Default: true.
   */
  readonly signals?: boolean | undefined;
  /**
   * Serves HTTP/2 beside HTTP/1.1 under TLS, and without TLS to clients that start with it. Node only; Deno always does.
   * Default: false.
   */
  readonly http2?: boolean | undefined;
  /** HTTP/2: maximum number of concurrent requests on one connection, 1 or more. Node only. Default: 100. */
  readonly maxConcurrentStreams?: number | undefined;
  /**
   * Maximum time for a request's head, and for a new connection to send its first one; 0 for no limit. Node only. Default:
   * 60,000.
   */
  readonly headersTimeout?: number | undefined;
  /** Maximum time for a whole request, including its body; 0 for no limit. Node only. Default: 300,000. */
  readonly requestTimeout?: number | undefined;
  /** Maximum time that a connection is kept open between two requests; 0 for no limit. Node only. Default: 5,000. */
  readonly keepAliveTimeout?: number | undefined;
  /** Maximum size of a request head in bytes, 1024 or more; a larger one gets 431. Node only. Default: 16,384. */
  readonly maxHeaderSize?: number | undefined;
  /**
   * Maximum time that a connection may be idle, also during a response; 0 for no limit, at most 255,000, in whole seconds.
   * Bun only. Default: 0.
   */
  readonly idleTimeout?: number | undefined;
}

/** A listening server, the same on every runtime. */
export interface RunningServer extends AsyncDisposable, Disposable {
  /** The address: `http://127.0.0.1:3000/`; for a Unix socket, `http+unix:` and its path. */
  readonly url: string;
  /** The port, also if the options asked for 0; 0 on a Unix socket. */
  readonly port: number;
  readonly hostname: string;
  /**
   * Stops listening; for 100 ms responds to requests that still arrive, with `Connection: close`; closes idle connections;
   * lets requests in flight finish until `shutdownTimeout`, then cuts them off; waits as long for `waitUntil` work, and runs
   * the application's shutdown. Every call returns the same promise.
   */
  close(): Promise<void>;
}

export const milliseconds: Check = {
  is: (value) => Number.isInteger(value) && (value as number) >= 0,
  must: "a whole number of milliseconds, 0 or more",
};

const aTls: Check = {
  is: (value) => typeof value === "object" && value !== null && "key" in value && "cert" in value,
  must: "an object with key and cert",
};

/**
 * Returns the checks for the options about the address. A function, as is {@link serveChecks}, so that a bundler can drop
 * it.
 */
export function addressChecks(): Checks<Pick<ServeOptions, "port" | "hostname" | "host" | "tls">> {
  return { port: anInteger(0, 65_535), hostname: aText, host: aText, tls: aTls };
}

/** Returns the checks for the options that every runtime supports. A runtime adds its own. */
export function serveChecks(): Checks<ServeOptions> {
  return {
    ...handlerChecks,
    ...addressChecks(),
    path: aText,
    shutdownTimeout: milliseconds,
    signals: aBoolean,
  };
}

/**
 * Checks the options of a `serve`.
 *
 * @param owner package and function: `bun/serve`
 * @param checks those of this runtime: {@link serveChecks} and its own
 * @throws TSGI_OPTION_INVALID
 */
export function checkServeOptions<Options extends Pick<ServeOptions, "hostname" | "host">>(
  owner: string,
  options: Options,
  checks: Checks<Options>,
): void {
  checkOptions(owner, options, checks);
  const { host, hostname } = options;
  if (host !== undefined && hostname !== undefined && host !== hostname) {
    throw optionError(owner, `hostname is ${show(hostname)} and host is ${show(host)}: give one of them`);
  }
}
