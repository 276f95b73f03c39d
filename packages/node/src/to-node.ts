import type { ApplicationLike } from "@tsgi/core";
import {
  basePathEnd,
  checkOptions,
  closable,
  Exchange,
  handlerChecks,
  HostedApplication,
  type ClosableHandler,
  type HandlerOptions,
} from "@tsgi/core/server";
import { NodeEnviron } from "./transport/environ.ts";
import { wireOf } from "./transport/http2.ts";
import {
  endOf,
  hasPath,
  mountPointOf,
  pathOf,
  rawBodyOf,
  withLength,
  type MountedRequest,
} from "./transport/http.ts";
import { nodeInfo, standardError } from "./process.ts";
import { NodeTransport } from "./transport/node-transport.ts";
import type { NodeRequest, NodeResponse } from "./types.ts";
import { http1 } from "./transport/http1.ts";

export type { NodeRequest, NodeResponse, NodeSocket } from "./types.ts";

/** Options of {@link toNode}. The log is written to standard error by default. */
export type NodeOptions = HandlerOptions;

/**
 * A listener for node:http, node:https and node:http2. The first request starts the application, unless `serve` has started
 * it.
 */
export interface NodeListener extends ClosableHandler {
  /** Returns a promise of the response's end, unless it has ended already. It never rejects. */
  (request: NodeRequest, response: NodeResponse): Promise<void> | undefined;
  /**
   * For the server's `checkContinue` event: sends `100 Continue` when the application first reads the body. Without it Node
   * sends it immediately.
   */
  readonly checkContinue: (request: NodeRequest, response: NodeResponse) => void;
}

/**
 * Returns a `(request, response)` listener that serves a TSGI application, for node:http, node:https and node:http2.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * import http from "node:http";
 *
 * http.createServer(toNode(app)).listen(3000);
 */
export function toNode(app: ApplicationLike, options: NodeOptions = {}): NodeListener {
  checkOptions("node/toNode", options, handlerChecks);
  const { values, log = standardError, basePath = "" } = options;
  const service = new HostedApplication(app, nodeInfo("node", process.versions.node), log, values);
  const listener = (request: NodeRequest, response: NodeResponse): Promise<void> | undefined => {
    handle(service, basePath, request, response, false);
    return endOf(response);
  };
  const checkContinue = (request: NodeRequest, response: NodeResponse): void =>
    handle(service, basePath, request, response, true);
  return closable(Object.assign(listener, { checkContinue }), service);
}

function handle(
  hosted: HostedApplication,
  basePath: string,
  request: NodeRequest,
  response: NodeResponse,
  awaitsContinue: boolean,
): void {
  const wire = request.httpVersionMajor === 2 ? wireOf(request, response) : http1;
  const transport = new NodeTransport(request, response, hosted, wire, awaitsContinue);
  const exchange = new Exchange(transport, hosted);
  const mountPoint = mountPointOf(request as MountedRequest);
  const parts = transport.parts(mountPoint === undefined ? request.url! : pathOf(mountPoint.rest));
  if (parts === undefined) return transport.refuse(exchange);
  const { queryString } = parts;
  const path = mountPoint === undefined || hasPath(mountPoint.rest) ? parts.pathInfo : "";
  const end = basePathEnd(path, basePath);
  const raw = rawBodyOf(request);
  const fields = raw === undefined ? parts.fields : withLength(parts.fields, raw.length);
  const scriptName = (mountPoint?.scriptName ?? "") + path.slice(0, end);
  exchange.run(new NodeEnviron(exchange, request.method!, scriptName, path.slice(end), queryString, fields));
}
