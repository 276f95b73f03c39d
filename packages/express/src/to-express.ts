import { cascade, type Application, type ApplicationLike } from "@tsgi/core";
import {
  aBoolean,
  basePathEnd,
  checkOptions,
  closable,
  Exchange,
  exchangeOf,
  handlerChecks,
  HostedApplication,
  optionError,
  type ClosableHandler,
  type HandlerOptions,
} from "@tsgi/core/server";
import {
  endOf,
  hasPath,
  NodeEnviron,
  nodeInfo,
  pathOf,
  mountPointOf,
  standardError,
} from "@tsgi/node/adapter";
import { parsedBodyOf } from "./_parsed-body.ts";
import { ExpressTransport, passOn } from "./_transport.ts";
import type { ExpressNext, ExpressRequest, ExpressResponse } from "./_types.ts";

export type { ExpressNext, ExpressRequest, ExpressResponse } from "./_types.ts";

/** Options of {@link toExpress}. The log is written to standard error by default. */
export interface ExpressOptions extends HandlerOptions {
  /**
   * Passes the request to Express's next handler if the application responds with 404, and drops that response. A request
   * body that the application has read is lost to that handler. Default: false.
   */
  readonly fallthrough?: boolean | undefined;
  /**
   * Takes `scheme` and `remoteAddress` from Express's `request.protocol` and `request.ip`, which follow its setting "trust
   * proxy". Default: false, they are those of the connection.
   */
  readonly trustProxy?: boolean | undefined;
}

/** A handler for Express's `use`, `all` and routes. The first request starts the application. */
export interface ExpressHandler extends ClosableHandler {
  /** Returns a promise of the response's end, unless it has ended already. It never rejects. */
  (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): Promise<void> | undefined;
}

/**
 * Returns a handler for Express 4 and 5, and for routers with the same signature, that serves a TSGI application. The path
 * it is mounted at becomes scriptName. Header fields that Express's middleware has set on the response stay. Errors are
 * passed to the third argument; without one, the client gets the error response of a bare server.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * expressApp.use("/api", toExpress(app));
 */
export function toExpress(app: ApplicationLike, options: ExpressOptions = {}): ExpressHandler {
  checkOptions("express/toExpress", options, {
    ...handlerChecks,
    fallthrough: aBoolean,
    trustProxy: aBoolean,
  });
  const { values, log = standardError, basePath = "", fallthrough = false, trustProxy = false } = options;
  const application = fallthrough ? cascade([app, passing], { skip: [404] }) : app;
  const service = new HostedApplication(application, nodeInfo("express", expressVersion()), log, values);
  const mount = { service, trustProxy };
  const handle = (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): void => {
    const transport = new ExpressTransport(request, response, next, mount);
    const exchange = new Exchange(transport, service);
    const { scriptName: mounted, rest } = mountPointOf(request) ?? { scriptName: "", rest: request.url };
    const parts = transport.parts(pathOf(rest));
    if (parts === undefined) return transport.refuse(exchange);
    const path = hasPath(rest) ? parts.pathInfo : "";
    const end = basePathEnd(path, basePath);
    const scriptName = mounted + path.slice(0, end);
    const pathInfo = path.slice(end);
    let { fields } = parts;
    const parsed = parsedBodyOf(request, fields);
    if (parsed !== undefined) {
      transport.parsed = parsed.input;
      fields = parsed.fields;
    }
    const { queryString } = parts;
    exchange.run(new NodeEnviron(exchange, request.method!, scriptName, pathInfo, queryString, fields));
  };
  const handler: Handler = (request, response, next) => {
    handle(request, response, next);
    return endOf(response);
  };
  return closable(handler, service);
}

type Handler = (
  request: ExpressRequest,
  response: ExpressResponse,
  next?: ExpressNext,
) => Promise<void> | undefined;

/** Passes the request to Express's next handler: {@link ExpressOptions.fallthrough} runs it after the application. */
const passing: Application = (environ) => {
  if ((exchangeOf(environ).transport as ExpressTransport).hasNext) throw passOn;
  throw optionError("express/toExpress", "fallthrough is true, but no next handler was passed");
};

/** Returns the version of the Express that is installed beside this package; an application does not reveal its own. */
function expressVersion(): string {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    return (createRequire(import.meta.url)("express/package.json") as { version: string }).version;
  } catch {
    return "";
  }
}
