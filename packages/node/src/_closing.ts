import type { Server } from "node:net";
import { clock, cut, isBusy, type Connection, type Connections } from "./_connections.ts";
import { LONGEST_TIMER } from "./_timer.ts";

/** How often, in milliseconds, a closing server looks for idle connections. */
const IDLE_CHECK = 25;
/**
 * How long, in milliseconds, close() keeps a connection without a request: one may be on its way already, and would be lost
 * with the connection (RFC 9112, 9.6). It is answered with `Connection: close`.
 */
const GRACE = 100;
/** The largest stream identifier: a GOAWAY with it asks for no more requests, and refuses none (RFC 9113, 6.8). */
const LAST_STREAM = 2 ** 31 - 1;

/**
 * Stops listening, answers requests that still arrive, closes each connection once it has been idle for a moment, and
 * cuts off what is left at the deadline. Resolves when no connection is left.
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
  // Accepts what the system has queued: it would be reset.
  await new Promise(setImmediate);
  const closed = new Promise((resolve) => stopListening(server, resolve));
  for (const { session } of connections) if (session?.destroyed === false) session.goaway(0, LAST_STREAM);
  const sweep = sweeper(connections, closeIdle);
  // Not in the timer: a late timer runs before Node has read what has arrived meanwhile.
  const check = setInterval(() => setImmediate(sweep), IDLE_CHECK);
  const cutAll = (): void => [...connections].forEach(cut);
  const timer = setTimeout(cutAll, Math.min(Math.max(0, deadline - Date.now()), LONGEST_TIMER));
  await closed;
  await connections.ended();
  clearInterval(check);
  clearTimeout(timer);
  server.close(); // ends Node's timer for slow requests, which has run until now
}

/** As net.Server does. The close() of node:http would close idle connections too, at once: all there is on Bun. */
function stopListening(server: Server, onClosed: (error?: Error) => void): void {
  const { Server: NetServer } = process.getBuiltinModule("node:net");
  if (server instanceof NetServer) NetServer.prototype.close.call(server, onClosed);
  else (server as Server).close(onClosed);
}

/** What a connection was like when it was last looked at. */
interface Sight {
  bytes: number;
  quietSince: number;
  /** True once the client of an HTTP/2 session was told that it ends. */
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
      // Of HTTP/2 only streams count: a client may send PING for ever.
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
