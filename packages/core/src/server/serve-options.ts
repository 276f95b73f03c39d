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
  /** Anything else that the runtime's own TLS takes: node:tls on Node, `tls` of Bun.serve on Bun; Deno takes nothing else. */
  readonly [option: string]: unknown;
}

/**
 * The options of `serve`, on every runtime. Times are in milliseconds. A runtime rejects an option that it cannot keep with
 * TSGI_OPTION_INVALID: a limit that is not kept is no limit.
 */
export interface ServeOptions extends HandlerOptions {
  /** 0 to 65535; 0 takes a free one. Default: 3000. */
  readonly port?: number | undefined;
  /** Address or name to listen at. Default: `127.0.0.1`, this machine alone; `0.0.0.0` or `::` for all. */
  readonly hostname?: string | undefined;
  /** The same as {@link ServeOptions.hostname}, by the name that node:net and many frameworks give it. */
  readonly host?: string | undefined;
  /** Unix socket to listen on, instead of port and host name. One that a killed server has left behind is taken over. */
  readonly path?: string | undefined;
  /** Serves https. Default: none. */
  readonly tls?: TlsOptions | undefined;
  /** How long requests in flight may go on after close(); then their connections are cut off. Default: 10,000. */
  readonly shutdownTimeout?: number | undefined;
  /**
   * Closes on SIGTERM and SIGINT, then ends the process: with code 0, or with 1 if the application's shutdown fails or takes
   * longer than `shutdownTimeout`, at least 5,000. A second signal ends it at once. Default: true.
   */
  readonly signals?: boolean | undefined;
  /**
   * Serves HTTP/2 beside HTTP/1.1 under TLS, and without TLS to clients that begin with it. Node; Deno always does. Default:
   * false.
   */
  readonly http2?: boolean | undefined;
  /** HTTP/2: maximum number of requests at a time on one connection, 1 or more. Node alone. Default: 100. */
  readonly maxConcurrentStreams?: number | undefined;
  /**
   * Maximum time for a request's head, and for a new connection to send its first one; 0 for none. Node alone. Default:
   * 60,000.
   */
  readonly headersTimeout?: number | undefined;
  /** Maximum time for a whole request, body included; 0 for none. Node alone. Default: 300,000. */
  readonly requestTimeout?: number | undefined;
  /** How long a connection is kept between two requests; 0 for ever. Node alone. Default: 5,000. */
  readonly keepAliveTimeout?: number | undefined;
  /** Largest request head in bytes, 1024 or more; above it 431. Node alone. Default: 16,384. */
  readonly maxHeaderSize?: number | undefined;
  /**
   * How long a connection may be silent, one with an open response too; 0 for ever, at most 255,000, in whole seconds. Bun
   * alone. Default: 0.
   */
  readonly idleTimeout?: number | undefined;
}

/** A server that listens, on every runtime. */
export interface RunningServer extends AsyncDisposable, Disposable {
  /** The address: `http://127.0.0.1:3000/`; of a Unix socket, `http+unix:` and its path. */
  readonly url: string;
  /** The port that was found, if 0 was asked for; 0 on a Unix socket. */
  readonly port: number;
  readonly hostname: string;
  /**
   * Stops listening; for 100 ms answers requests that still arrive, with `Connection: close`; closes idle connections; lets
   * requests in flight finish until `shutdownTimeout`, then cuts them off; waits for `waitUntil` work as long, and runs the
   * application's shutdown. Every call returns the same promise.
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

/** Checks of the options that say where to listen. A function, as is {@link serveChecks}: a bundle without it leaves it out. */
export function addressChecks(): Checks<Pick<ServeOptions, "port" | "hostname" | "host" | "tls">> {
  return { port: anInteger(0, 65_535), hostname: aText, host: aText, tls: aTls };
}

/** Checks of the options that every runtime keeps to. A runtime adds those of its own. */
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
 * @param checks of this runtime: {@link serveChecks}, and what it can do besides
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
