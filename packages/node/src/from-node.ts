import { TsgiError, type Application } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID } from "@tsgi/core/errors";
import {
  aPrefix,
  checkOptions,
  keepPrefix,
  LONGEST_TIMER,
  milliseconds,
  show,
  type Checks,
} from "@tsgi/core/server";
import { applicationOf } from "./from/application-of.ts";

/** How {@link fromNode} runs a listener. */
export interface FromNodeOptions {
  /**
   * Milliseconds until the listener must have begun to answer; after them the request fails with TSGI_LISTENER_TIMEOUT. 0
   * for no limit. Default: 120,000.
   */
  readonly timeout?: number | undefined;
  /**
   * Treatment of the path that the application is mounted at, `scriptName`: `strip` takes it off the path of `request.url`,
   * so that an application runs at any place as it runs at the root; `keep` keeps the path as the client sent it, for an
   * application that knows its base path by itself, and `request.baseUrl` is then absent. Default: `strip`.
   */
  readonly prefix?: "strip" | "keep" | undefined;
}

/**
 * Makes a listener of node:http, `(request, response)`, a TSGI application: a bare function, the callback of Koa, what
 * Connect, Polka or Next.js give. It runs on every host that has Node's modules: Node, Lambda, Bun, Deno, and workerd with
 * `nodejs_compat`.
 *
 * On a server of Node's it gets the server's own request and response, as long as no middleware has rewritten the request,
 * has read its body, or wraps startResponse or the body. Elsewhere it gets a pair of Node's own classes that stands for
 * them: the body is streamed both ways at the reader's pace, and what belongs to the connection (`connection`,
 * `keep-alive`, `transfer-encoding`) is dropped.
 *
 * Below a mount `request.url` is the rest of the target, `request.baseUrl` the mount, and `request.originalUrl` the target as
 * the client sent it, by Express's convention.
 *
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID at once; while it runs, what the listener throws before its head is
 *   out, TSGI_LISTENER_TIMEOUT when it does not answer, TSGI_LISTENER_DESTROYED when it breaks the connection off
 * @example
 * const app = fromNode((request, response) => {
 *   response.end(`You asked for ${request.url}`);
 * });
 */
export function fromNode<Request = NodeStyleRequest, Response = NodeStyleResponse>(
  listener: (request: Request, response: Response) => unknown,
  options: FromNodeOptions = {},
): Application {
  if (typeof listener !== "function") throw new TsgiError(TSGI_APPLICATION_INVALID, show(listener));
  checkOptions("node/fromNode", options, fromNodeChecks);
  const { timeout = DEFAULT_TIMEOUT, prefix } = options;
  const app = applicationOf(listener as never, timeout);
  return prefix === "keep" ? keepPrefix(app) : app;
}

/** Milliseconds. */
export const DEFAULT_TIMEOUT = 120_000;

/** Checks of the options that {@link fromNode} takes, for functions that build on it. */
export const fromNodeChecks: Checks<FromNodeOptions> = {
  timeout: {
    is: (value) => milliseconds.is(value) && (value as number) <= LONGEST_TIMER,
    must: "a whole number of milliseconds, 0 to 2,147,483,647",
  },
  prefix: aPrefix,
};

/** What is most used of a request, for listeners that are written in place; any other type of it is taken as well. */
export interface NodeStyleRequest extends AsyncIterable<Uint8Array> {
  readonly method: string;
  url: string;
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders: string[];
  on(event: string, listener: (...args: never[]) => void): this;
  pipe<Destination>(destination: Destination): Destination;
}

/** The same of a response. */
export interface NodeStyleResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string | number | readonly string[]): this;
  writeHead(status: number, headers?: Readonly<Record<string, string | number | readonly string[]>>): this;
  write(chunk: string | Uint8Array): boolean;
  end(chunk?: string | Uint8Array): this;
  on(event: string, listener: (...args: never[]) => void): this;
}
