import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TsgiError, mount, type Application } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import type { V2Event } from "../events/v2.ts";
import { fromLambda, type FromLambdaOptions, type LambdaFunction } from "../from/from-lambda.ts";
import { consoleLog } from "../_options.ts";
import type { LambdaContext } from "../types.ts";

/** How {@link serveLocally} serves. */
export interface LocalOptions extends FromLambdaOptions {
  /** 0 to 65535; 0 takes a free one. Default: 3000. */
  readonly port?: number;
  /** Address or name to listen at. Default: `127.0.0.1`, this machine alone. */
  readonly hostname?: string;
  /** The stage of the API, for `v1` and `v2`: paths below it have it cut off. Default: `$default`, none. */
  readonly stage?: string;
  /** Serves https, as the services do. Default: http. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

/** A server that listens. */
export interface LocalServer extends AsyncDisposable {
  /** Where it answers: `http://127.0.0.1:3000/`. */
  readonly url: string;
  readonly port: number;
  /** Ends at once, with all connections. */
  close(): Promise<void>;
}

/**
 * Serves a Lambda handler over HTTP on this machine, by {@link fromLambda}: every request becomes an event, every result a
 * response. What fails is answered as the services do, 502 or 504. For development and tests.
 *
 * @example
 * const server = await serveLocally(toLambda(app), { event: "v2", port: 3000 });
 */
export function serveLocally<Event = V2Event, Second = LambdaContext, Third = unknown>(
  handler: LambdaFunction<Event, Second, Third>,
  options?: LocalOptions,
): Promise<LocalServer>;
/** Of a handler whose way of invoking is not known when it is written. */
export function serveLocally(
  handler: LambdaFunction<never, never, never>,
  options?: LocalOptions,
): Promise<LocalServer>;
export async function serveLocally(
  handler: LambdaFunction<never, never, never>,
  options: LocalOptions = {},
): Promise<LocalServer> {
  const {
    port = 3000,
    hostname = "127.0.0.1",
    stage = "$default",
    tls,
    event = "v2",
    limit,
    timeout,
  } = options;
  // With a kind of event named, a handler of toLambda's is given events too.
  const app = fromLambda(handler, { event, limit, timeout });
  const listener = toNode(asService(atStage(app, stage))) as RequestListener;
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  // Node's own closeAllConnections() knows none on which the TLS handshake has not ended.
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: hostname }, () => {
      server.off("error", reject);
      // For example, no file descriptor is left for another connection.
      server.on("error", (error) => consoleLog.write(`[tsgi/aws-lambda] ${error.stack}\n`));
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const scheme = tls === undefined ? "http" : "https";
  return {
    url: `${scheme}://${host}:${address.port}/`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a stage stands for is mounted there, and nothing elsewhere. */
function atStage(app: Application, stage: string): Application {
  return stage === "$default" ? app : mount({ [`/${stage}`]: app, "/": app });
}

/** The services answer 502 for a function that fails, 504 for one that is late, and tell nothing of why. */
function asService(app: Application): Application {
  return async (environ, startResponse) => {
    try {
      return await app(environ, startResponse);
    } catch (error) {
      // There is nobody any more who could be told.
      if (error instanceof TsgiError && error.code === "TSGI_INPUT_TRUNCATED") return null;
      const status = error instanceof TsgiError ? error.status : 502;
      if (status < 500) throw error;
      environ.waitUntil(Promise.reject(error)); // which logs it
      startResponse(status === 504 ? 504 : 502, [["content-type", "application/json"]], error);
      return '{"message":"Internal server error"}';
    }
  };
}
