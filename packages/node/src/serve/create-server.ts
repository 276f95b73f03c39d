import type { Http2Server } from "node:http2";
import type { Server as HttpServer } from "node:http";
import type { Server } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ErrorLog } from "@tsgi/core";
import type { ServeOptions } from "@tsgi/core/server";
import { closeServer } from "./close-server.ts";
import { Connections } from "./connections.ts";
import { http } from "../transport/http.ts";
import { limitHead } from "./http2-head.ts";
import { http2Limiter, type Limits } from "./http2-limits.ts";
import { logTo } from "../log.ts";
import { tlsOf } from "./tls.ts";
import type { NodeListener } from "../to-node.ts";

/** A server of node:http, node:https or node:http2, with a graceful close(). */
export interface NodeServer {
  readonly net: Server;
  /** Stops accepting connections. Resolves when all have closed, or were cut off at the deadline. */
  close(deadline: number): Promise<void>;
}

/** Milliseconds that a TLS handshake may take without headersTimeout: Node's own default. */
const HANDSHAKE_TIMEOUT = 120_000;

export async function createServer(
  listener: NodeListener,
  errors: ErrorLog,
  options: ServeOptions,
): Promise<NodeServer> {
  const { headersTimeout = 60_000, requestTimeout = 300_000, keepAliveTimeout = 5_000, tls } = options;
  const limits = {
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxHeaderSize: options.maxHeaderSize ?? 16_384,
    // Node looks for slow requests at this interval: often enough to enforce the limits.
    connectionsCheckingInterval: intervalOf(headersTimeout, requestTimeout),
  };
  const log = (error: unknown): void => logTo(errors, error);
  const secure = tls && tlsOf(tls, headersTimeout || HANDSHAKE_TIMEOUT, log);
  if (options.http2 === true) return createHttp2Server(listener, options, secure, limits);
  const server = secure
    ? (await import("node:https")).createServer({ ...secure, ...limits }, listener)
    : http().createServer(limits, listener);
  server.on("checkContinue", listener.checkContinue);
  const connections = new Connections(server, secure !== undefined);
  return {
    net: server,
    close: (deadline) => closeServer(server, connections, deadline, () => server.closeIdleConnections()),
  };
}

async function createHttp2Server(
  listener: NodeListener,
  options: ServeOptions,
  secure: ReturnType<typeof tlsOf> | undefined,
  limits: Limits & { readonly maxHeaderSize: number },
): Promise<NodeServer> {
  const http2 = await import("node:http2");
  const { maxConcurrentStreams = 100 } = options;
  const settings = { settings: { maxHeaderListSize: limits.maxHeaderSize, maxConcurrentStreams } };
  const server: Http2Server = secure
    ? http2.createSecureServer({ ...secure, ...settings, allowHTTP1: true })
    : http2.createServer(settings);
  server.on("request", limitHead(listener, limits.maxHeaderSize));
  server.on("checkContinue", limitHead(listener.checkContinue, limits.maxHeaderSize));
  const beside = secure && http1Beside(server, listener, limits);
  const connections = new Connections(server, secure !== undefined);
  if (beside) connections.addRequestsOf(beside);
  const { headersTimeout, requestTimeout, keepAliveTimeout } = limits;
  const period = intervalOf(headersTimeout, requestTimeout, keepAliveTimeout);
  const limiter = setInterval(http2Limiter(connections, limits), period).unref();
  return {
    net: server,
    close: async (deadline) => {
      await closeServer(server, connections, deadline, () => beside?.closeIdleConnections());
      beside?.close();
      clearInterval(limiter);
    },
  };
}

/**
 * Creates a node:http server for the clients of an HTTP/2 server that speak HTTP/1.1. Node could serve them itself, but its
 * older lines do so without any limit.
 */
function http1Beside(server: Http2Server, listener: NodeListener, limits: Limits): HttpServer {
  const beside = http().createServer(limits, listener);
  beside.on("checkContinue", listener.checkContinue);
  const listeners = server.listeners("secureConnection") as ((socket: TLSSocket) => void)[];
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    if (socket.alpnProtocol === "h2") for (const one of listeners) one.call(server, socket);
    else beside.emit("connection", socket);
  });
  beside.emit("listening"); // starts its timer for slow requests
  return beside;
}

/** Returns the interval at which to enforce these limits; all in milliseconds, and 0 means no limit. */
function intervalOf(...limits: readonly number[]): number {
  const shortest = Math.min(...limits.map((limit) => limit || Infinity));
  return Math.max(100, Math.min(30_000, shortest / 4));
}
