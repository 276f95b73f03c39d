import { cascade, type Application, type ApplicationLike, type ErrorLog } from "@tsgi/core";
import { checkOptions, Service, type InitialValues } from "@tsgi/core/server";
import { endOf, hasPath, nodeInfo, pathOf, mountPointOf, standardError } from "@tsgi/node/adapter";
import { ExpressEnviron } from "./_environ.ts";
import { ExpressExchange, passOn } from "./_exchange.ts";
import { parsedBodyOf } from "./_parsed-body.ts";
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
  readonly service: Service;
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
  const service = new Service(application, nodeInfo("express", expressVersion()), errors, options.environ);
  const mount = { service, trustProxy };
  const handle = (request: ExpressRequest, response: ExpressResponse, next?: ExpressNext): void => {
    const exchange = new ExpressExchange(request, response, next, mount);
    const { scriptName, rest } = mountPointOf(request) ?? { scriptName: "", rest: request.url };
    const parts = exchange.parts(pathOf(rest));
    if (parts === undefined) return exchange.refuse();
    const pathInfo = hasPath(rest) ? parts.pathInfo : "";
    let { fields } = parts;
    const parsed = parsedBodyOf(request, fields);
    if (parsed !== undefined) {
      exchange.parsed = parsed.input;
      fields = parsed.fields;
    }
    const { queryString } = parts;
    const environ = new ExpressEnviron(exchange, request.method!, scriptName, pathInfo, queryString, fields);
    service.run(exchange, environ);
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

/** What {@link ExpressOptions.fallthrough} asks after the application. */
const passing: Application = () => {
  throw passOn;
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
