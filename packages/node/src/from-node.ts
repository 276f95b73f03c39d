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

/** Options of {@link fromNode}. */
export interface FromNodeOptions {
  /**
   * Milliseconds in which the listener must begin its response; otherwise the request fails with TSGI_LISTENER_TIMEOUT. 0
   * for no limit. Default: 120,000.
   */
  readonly timeout?: number | undefined;
  /**
   * Treatment of the path that the application is mounted at, `scriptName`: `strip` removes it from `request.url`, so that
   * an application runs anywhere as it does at the root; `keep` keeps the path as the client sent it, for an application
   * that knows its own base path, and `request.baseUrl` is then absent. Default: `strip`.
   */
  readonly prefix?: "strip" | "keep" | undefined;
}

/**
 * Returns a TSGI application that runs a listener of node:http, `(request, response)`: a bare function, the callback of Koa,
 * the handler of Connect, Polka or Next.js. It runs on every host that has Node's modules: Node, Lambda, Bun, Deno, and
 * workerd with `nodejs_compat`.
 *
 * On a Node server the listener gets the server's own request and response, unless a middleware has rewritten the request,
 * has read its body, or wraps startResponse or the body. Otherwise it gets fake ones of Node's own classes: bodies are
 * streamed both ways at the reader's pace, and fields of the connection (`connection`, `keep-alive`, `transfer-encoding`)
 * are dropped.
 *
 * Below a mount, by the convention of Express, `request.url` is the rest of the target, `request.baseUrl` the mount, and
 * `request.originalUrl` the target as the client sent it.
 *
 * @throws TSGI_APPLICATION_INVALID and TSGI_OPTION_INVALID immediately; per request, errors that the listener throws before
 *   its head is sent, TSGI_LISTENER_TIMEOUT if it does not respond, TSGI_LISTENER_DESTROYED if it destroys the connection
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

/** Checks for the options of {@link fromNode}, for functions that build on it. */
export const fromNodeChecks: Checks<FromNodeOptions> = {
  timeout: {
    is: (value) => milliseconds.is(value) && (value as number) <= LONGEST_TIMER,
    must: "a whole number of milliseconds, 0 to 2,147,483,647",
  },
  prefix: aPrefix,
};

/** The most used members of a request, for inline listeners. A listener may declare any other type. */
export interface NodeStyleRequest extends AsyncIterable<Uint8Array> {
  readonly method: string;
  url: string;
  readonly httpVersion: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders: string[];
  on(event: string, listener: (...args: never[]) => void): this;
  pipe<Destination>(destination: Destination): Destination;
}

/** The most used members of a response, for inline listeners. */
export interface NodeStyleResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string | number | readonly string[]): this;
  writeHead(status: number, headers?: Readonly<Record<string, string | number | readonly string[]>>): this;
  write(chunk: string | Uint8Array): boolean;
  end(chunk?: string | Uint8Array): this;
  on(event: string, listener: (...args: never[]) => void): this;
}
