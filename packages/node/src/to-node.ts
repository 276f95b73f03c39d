import type { ApplicationLike, ErrorLog } from "@tsgi/core";
import { checkOptions, Exchange, HostedApplication, type InitialValues } from "@tsgi/core/server";
import { NodeEnviron } from "./_environ.ts";
import { wireOf } from "./_http2.ts";
import { endOf, hasPath, mountPointOf, pathOf, rawBodyOf, withLength, type MountedRequest } from "./_http.ts";
import { nodeInfo, standardError } from "./_process.ts";
import { NodeTransport } from "./_transport.ts";
import type { NodeRequest, NodeResponse } from "./_types.ts";
import { http1 } from "./_wire.ts";

export type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";

/** How {@link toNode} runs an application. */
export interface NodeOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: the process's standard error. */
  readonly errors?: ErrorLog;
}

/** A listener for node:http, node:https and node:http2. */
export interface NodeListener {
  /** The promise, where the response has not ended yet, is of its end. It never rejects. */
  (request: NodeRequest, response: NodeResponse): Promise<void> | undefined;
  /**
   * For the server's `checkContinue` event: the client is told to go on when the application first reads the body.
   * Without it Node tells it at once.
   */
  readonly checkContinue: (request: NodeRequest, response: NodeResponse) => void;
  /** The application in this server. `serve` starts and stops it; the first request starts it otherwise. */
  readonly service: HostedApplication;
}

/**
 * Makes a TSGI application a `(request, response)` listener, usable with node:http, node:https and node:http2.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * import http from "node:http";
 *
 * http.createServer(toNode(app)).listen(3000);
 */
export function toNode(app: ApplicationLike, options: NodeOptions = {}): NodeListener {
  checkOptions(options);
  const service = new HostedApplication(
    app,
    nodeInfo("node", process.versions.node),
    options.errors ?? standardError,
    options.environ,
  );
  const listener = (request: NodeRequest, response: NodeResponse): Promise<void> | undefined => {
    handle(service, request, response, false);
    return endOf(response);
  };
  const checkContinue = (request: NodeRequest, response: NodeResponse): void =>
    handle(service, request, response, true);
  return Object.assign(listener, { checkContinue, service });
}

function handle(
  hosted: HostedApplication,
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
  const pathInfo = mountPoint === undefined || hasPath(mountPoint.rest) ? parts.pathInfo : "";
  const raw = rawBodyOf(request);
  const fields = raw === undefined ? parts.fields : withLength(parts.fields, raw.length);
  const scriptName = mountPoint?.scriptName ?? "";
  exchange.run(new NodeEnviron(exchange, request.method!, scriptName, pathInfo, queryString, fields));
}
