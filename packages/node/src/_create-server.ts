import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Server } from "node:net";
import { Connections } from "./_connections.ts";
import { http } from "./_http.ts";
import type { ServeOptions, TlsOptions } from "./_options.ts";
import type { NodeListener } from "./to-node.ts";

/** A server of node:http, node:https or node:http2, and how it ends. */
export interface NodeServer {
  readonly net: Server;
  /** Takes no more connections, and resolves when all are gone: by themselves, or cut off at the deadline. */
  close(deadline: number): Promise<void>;
}

/** How often, in milliseconds, a closing server looks for connections that have become idle. */
const IDLE_CHECK = 50;

export async function createServer(listener: NodeListener, options: ServeOptions): Promise<NodeServer> {
  const { headersTimeout = 60_000, requestTimeout = 300_000, keepAliveTimeout = 5_000 } = options;
  const limits = {
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxHeaderSize: options.maxHeaderSize ?? 16_384,
    // Node looks for requests that take too long at this interval: often enough to keep what was asked for.
    connectionsCheckingInterval: Math.max(
      100,
      Math.min(30_000, shortest(headersTimeout, requestTimeout) / 4),
    ),
  };
  if (options.http2 === true) return createHttp2Server(listener, options, limits);
  const server = options.tls
    ? (await import("node:https")).createServer({ ...tlsOf(options.tls), ...limits }, listener)
    : http().createServer(limits, listener);
  server.on("checkContinue", listener.checkContinue);
  const connections = new Connections(server, options.tls ? "secureConnection" : "connection");
  return {
    net: server,
    close: (deadline) =>
      closeServer(server, connections, deadline, {
        idle: () => {
          server.closeIdleConnections();
          connections.closeUnused();
        },
        all: () => server.closeAllConnections(),
      }),
  };
}

async function createHttp2Server(
  listener: NodeListener,
  options: ServeOptions,
  limits: { maxHeaderSize: number; keepAliveTimeout: number },
): Promise<NodeServer> {
  const http2 = await import("node:http2");
  const settings = { settings: { maxHeaderListSize: limits.maxHeaderSize } };
  const server: Http2Server = options.tls
    ? http2.createSecureServer({ ...tlsOf(options.tls), ...settings, ...limits, allowHTTP1: true })
    : http2.createServer(settings);
  server.on("request", listener);
  server.on("checkContinue", listener.checkContinue);
  const connections = new Connections(server, options.tls ? "secureConnection" : "connection");
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
  });
  return {
    net: server,
    close: (deadline) =>
      closeServer(server, connections, deadline, {
        idle: () => sessions.forEach((session) => session.close()),
        all: () => sessions.forEach((session) => session.destroy()),
      }),
  };
}

/** Node takes any bytes here, whatever its types say. */
function tlsOf(tls: TlsOptions): { readonly key: Buffer; readonly cert: Buffer } {
  return tls as unknown as { key: Buffer; cert: Buffer };
}

/** How a server lets go of connections. */
interface Closing {
  /** Those on which no request is under way. */
  idle(): void;
  all(): void;
}

async function closeServer(
  server: Server,
  connections: Connections,
  deadline: number,
  closing: Closing,
): Promise<void> {
  const check = setInterval(closing.idle, IDLE_CHECK);
  const cut = setTimeout(closing.all, Math.max(0, deadline - Date.now()));
  const closed = new Promise((resolve) => server.close(resolve));
  closing.idle();
  await closed;
  await connections.ended();
  clearInterval(check);
  clearTimeout(cut);
}

/** Of two time limits, of which 0 means none. */
function shortest(a: number, b: number): number {
  return Math.min(a || Infinity, b || Infinity);
}
