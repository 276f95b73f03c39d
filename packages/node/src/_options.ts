import { TsgiError, type ErrorLog } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show } from "@tsgi/core/server";
import type { NodeOptions } from "./to-node.ts";

/** Certificate and key, as node:tls takes them. */
export interface TlsOptions {
  /** PEM. */
  readonly key: string | Uint8Array;
  /** PEM, with intermediate certificates. */
  readonly cert: string | Uint8Array;
  readonly [option: string]: unknown;
}

/** How {@link serve} serves. Times are in milliseconds. */
export interface ServeOptions extends NodeOptions {
  /** 0 to 65535; 0 takes a free one. Default: 3000. */
  readonly port?: number;
  /** Address or name to listen at. Default: `127.0.0.1`, this machine alone; `0.0.0.0` or `::` for all. */
  readonly hostname?: string;
  /** Unix socket to listen on, instead of port and host name. One that a killed server has left behind is taken over. */
  readonly path?: string;
  /** Serves https. Default: none. */
  readonly tls?: TlsOptions;
  /** Serves HTTP/2, beside HTTP/1.1 under TLS; without TLS to clients that begin with it. Default: false. */
  readonly http2?: boolean;
  /** HTTP/2: maximum number of requests at a time on one connection, 1 or more; further ones are refused. Default: 100. */
  readonly maxConcurrentStreams?: number;
  /** Maximum time for a request's head, and for a new connection to send its first one; 0 for none. Default: 60,000. */
  readonly headersTimeout?: number;
  /** Maximum time for a whole request, body included; 0 for none. Default: 300,000. */
  readonly requestTimeout?: number;
  /** How long a connection is kept between two requests; 0 for ever. Default: 5,000. */
  readonly keepAliveTimeout?: number;
  /** Largest request head in bytes; above it 431. Default: 16,384. */
  readonly maxHeaderSize?: number;
  /** How long requests in flight may go on after close(); then their connections are cut off. Default: 10,000. */
  readonly shutdownTimeout?: number;
  /**
   * Closes on SIGTERM and SIGINT, then ends the process: with code 0, or with 1 if the application's shutdown fails or takes
   * longer than `shutdownTimeout`, at least 5,000. A second signal ends it at once. Default: true.
   */
  readonly signals?: boolean;
}

interface Rule {
  readonly is: (value: unknown) => boolean;
  readonly says: string;
}

const milliseconds: Rule = {
  is: (value) => Number.isInteger(value) && (value as number) >= 0,
  says: "a whole number of milliseconds, 0 or more",
};
const boolean: Rule = { is: (value) => typeof value === "boolean", says: "true or false" };
const text: Rule = {
  is: (value) => typeof value === "string" && value !== "",
  says: "a string that is not empty",
};

const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2;

const RULES: Readonly<Record<keyof ServeOptions, Rule>> = {
  port: {
    is: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
    says: "a whole number from 0 to 65535",
  },
  hostname: text,
  path: text,
  tls: {
    is: (value) => typeof value === "object" && value !== null && "key" in value && "cert" in value,
    says: "an object with key and cert",
  },
  http2: boolean,
  maxConcurrentStreams: {
    is: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 32,
    says: "a whole number, 1 or more",
  },
  headersTimeout: milliseconds,
  requestTimeout: milliseconds,
  keepAliveTimeout: milliseconds,
  maxHeaderSize: {
    is: (value) => Number.isInteger(value) && (value as number) >= 1024,
    says: "a whole number of bytes, 1024 or more",
  },
  shutdownTimeout: milliseconds,
  signals: boolean,
  environ: {
    is: (value) => Array.isArray(value) && value.every(isPair),
    says: "an array of [key, value] pairs",
  },
  errors: {
    is: (value) => typeof (value as Partial<ErrorLog> | null)?.write === "function",
    says: "an object with write and flush",
  },
};

/** @throws TSGI_OPTION_INVALID, with the option's name and the value seen */
export function checkOptions(options: ServeOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = RULES[name as keyof ServeOptions] as Rule | undefined;
    if (rule === undefined) throw new TsgiError(TSGI_OPTION_INVALID, `there is no option ${show(name)}`);
    if (value !== undefined && !rule.is(value)) {
      throw new TsgiError(TSGI_OPTION_INVALID, `${name} is ${show(value)}, not ${rule.says}`);
    }
  }
}
