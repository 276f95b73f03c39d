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

/** The options of {@link toExpress}. The log goes to the process's standard error by default. */
export interface ExpressOptions extends HandlerOptions {
  /**
   * True: when the application answers 404, the request goes on to what Express has next, and nothing of the answer is
   * sent. A request body that the application has read is not there any more. Default: false.
   */
  readonly fallthrough?: boolean | undefined;
  /**
   * True: `scheme` and `remoteAddress` are Express's `request.protocol` and `request.ip`, which follow its setting
   * "trust proxy". Default: false, they are the connection's own.
   */
  readonly trustProxy?: boolean | undefined;
}

/** A handler for Express's `use`, `all` and routes. The first request starts the application. */
export interface ExpressHandler extends ClosableHandler {
  /** Returns a promise of the response's end, unless it has ended already. It never rejects. */
  (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): Promise<void> | undefined;
}

/**
 * Makes a TSGI application a handler of Express 4 and 5, and of routers that call one alike; without a third argument errors
 * are answered as a bare server does. The path it is mounted at is the application's scriptName;
 * what Express's middleware has set on the response stays.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none, TSGI_OPTION_INVALID
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

/** Hands the request on: what {@link ExpressOptions.fallthrough} asks after the application. */
const passing: Application = (environ) => {
  if ((exchangeOf(environ).transport as ExpressTransport).hasNext) throw passOn;
  throw optionError("express/toExpress", "fallthrough is true, and no next handler was given");
};

/** Of the Express that is installed beside this package; an application cannot be asked for it. */
function expressVersion(): string {
  try {
    const { createRequire } = process.getBuiltinModule("node:module");
    return (createRequire(import.meta.url)("express/package.json") as { version: string }).version;
  } catch {
    return "";
  }
}
