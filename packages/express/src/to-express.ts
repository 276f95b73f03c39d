import { cascade, TsgiError, type Application, type ApplicationLike, type ErrorLog } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { checkOptions, Exchange, exchangeOf, HostedApplication, type InitialValues } from "@tsgi/core/server";
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

/** How {@link toExpress} runs an application. */
export interface ExpressOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: the process's standard error. */
  readonly errors?: ErrorLog;
  /**
   * True: when the application answers 404, the request goes on to what Express has next, and nothing of the answer is
   * sent. A request body that the application has read is not there any more. Default: false.
   */
  readonly fallthrough?: boolean;
  /**
   * True: `scheme` and `remoteAddress` are Express's `request.protocol` and `request.ip`, which follow its setting
   * "trust proxy". Default: false, they are the connection's own.
   */
  readonly trustProxy?: boolean;
}

/** A handler for Express's `use`, `all` and routes. */
export interface ExpressHandler {
  /** The promise, where the response has not ended yet, is of its end. It never rejects. */
  (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): Promise<void> | undefined;
  /** The application in this server. The first request starts it; `service.stop()` runs its shutdown. */
  readonly service: HostedApplication;
}

/**
 * Makes a TSGI application a handler of Express 4 and 5, and of routers that call one alike; without a third argument errors
 * are answered as a bare server does. The path it is mounted at is the application's scriptName;
 * what Express's middleware has set on the response stays.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * expressApp.use("/api", toExpress(app));
 */
export function toExpress(app: ApplicationLike, options: ExpressOptions = {}): ExpressHandler {
  checkOptions(options);
  const { errors = standardError, fallthrough = false, trustProxy = false } = options;
  const application = fallthrough ? cascade([app, passing], { skip: [404] }) : app;
  const info = nodeInfo("express", expressVersion());
  const service = new HostedApplication(application, info, errors, options.environ);
  const mount = { service, trustProxy };
  const handle = (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): void => {
    const transport = new ExpressTransport(request, response, next, mount);
    const exchange = new Exchange(transport, service);
    const { scriptName, rest } = mountPointOf(request) ?? { scriptName: "", rest: request.url };
    const parts = transport.parts(pathOf(rest));
    if (parts === undefined) return transport.refuse(exchange);
    const pathInfo = hasPath(rest) ? parts.pathInfo : "";
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
  return Object.assign(handler, { service });
}

type Handler = (
  request: ExpressRequest,
  response: ExpressResponse,
  next?: ExpressNext,
) => Promise<void> | undefined;

/** Hands the request on: what {@link ExpressOptions.fallthrough} asks after the application. */
const passing: Application = (environ) => {
  if ((exchangeOf(environ).transport as ExpressTransport).hasNext) throw passOn;
  throw new TsgiError(TSGI_OPTION_INVALID, "fallthrough is true, and no next handler was given");
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
