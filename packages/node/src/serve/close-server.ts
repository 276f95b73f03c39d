import type { Server } from "node:net";
import { clock, cut, isBusy, type Connection, type Connections } from "./connections.ts";
import { LONGEST_TIMER } from "./timer.ts";

/** Interval in milliseconds at which a closing server looks for idle connections. */
const IDLE_CHECK = 25;
/**
 * Milliseconds that close() keeps a connection without a request: a request may already be on its way and would be lost with
 * the connection (RFC 9112, 9.6). Its response has `Connection: close`.
 */
const GRACE = 100;
/**
 * The largest stream identifier: a GOAWAY with it asks the client to send no more requests and rejects none (RFC 9113, 6.8).
 */
const LAST_STREAM = 2 ** 31 - 1;

/**
 * Stops listening, responds to requests that still arrive, closes each connection once it has been idle for a moment, and
 * cuts off the remaining ones at the deadline. Resolves when no connection is left.
 *
 * @param deadline milliseconds since the epoch
 * @param closeIdle closes the connections that Node itself knows to be idle
 */
export async function closeServer(
  server: Server,
  connections: Connections,
  deadline: number,
  closeIdle: () => void,
): Promise<void> {
  // Accepts the connections that the system has queued: they would be reset.
  await new Promise(setImmediate);
  const closed = new Promise((resolve) => stopListening(server, resolve));
  for (const { session } of connections) if (session?.destroyed === false) session.goaway(0, LAST_STREAM);
  const sweep = sweeper(connections, closeIdle);
  // Not in the timer: a late timer runs before Node has read the data that has arrived meanwhile.
  const check = setInterval(() => setImmediate(sweep), IDLE_CHECK);
  const cutAll = (): void => [...connections].forEach(cut);
  const timer = setTimeout(cutAll, Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER));
  await closed;
  await connections.ended();
  clearInterval(check);
  clearTimeout(timer);
  server.close(); // ends Node's timer for slow requests, which has run until now
}

/**
 * Stops listening as net.Server does. The close() of node:http would also close idle connections immediately; on Bun it is
 * the only one.
 */
function stopListening(server: Server, onClosed: (error?: Error) => void): void {
  const { Server: NetServer } = process.getBuiltinModule("node:net");
  if (server instanceof NetServer) NetServer.prototype.close.call(server, onClosed);
  else (server as Server).close(onClosed);
}

/** The state of a connection at the last check. */
interface Sight {
  bytes: number;
  quietSince: number;
  /** True once the client of an HTTP/2 session was notified of its end. */
  isTold: boolean;
}

/** Returns a function that closes the connections on which no request is in flight and nothing has arrived for a while. */
function sweeper(connections: Connections, closeIdle: () => void): () => void {
  const sights = new Map<Connection, Sight>();
  const begin = clock();
  const sweep = (): void => {
    const now = clock();
    let isUnknown = false;
    for (const connection of connections) {
      const { session, secure, socket } = connection;
      let sight = sights.get(connection);
      if (sight === undefined)
        sights.set(connection, (sight = { bytes: -1, quietSince: now, isTold: false }));
      const busy = isBusy(connection);
      isUnknown ||= busy === undefined;
      // With HTTP/2 only streams count: a client may send PING for ever.
      const bytes = session === undefined ? (secure ?? socket).bytesRead : 0;
      if (busy !== false || bytes !== sight.bytes) {
        sight.bytes = bytes;
        sight.quietSince = now;
      } else if (now - sight.quietSince >= GRACE) {
        if (session === undefined || sight.isTold) {
          cut(connection);
        } else {
          session.close();
          sight.isTold = true;
          sight.quietSince = now;
        }
      }
    }
    if (isUnknown && now - begin >= GRACE) closeIdle();
  };
  sweep();
  return sweep;
}
