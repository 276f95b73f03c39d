import type { ServerHttp2Stream } from "node:http2";
import { clock, cut, type Connection, type Connections } from "./connections.ts";

/** Time limits in milliseconds; 0 means none. */
export interface Limits {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
}

/** An error code of RFC 9113, 7. */
const CANCEL = 0x8;

/** Returns a function that ends connections and streams that exceed the limits: Node has none of these limits for HTTP/2. */
export function http2Limiter(connections: Connections, limits: Limits): () => void {
  const headers = limits.headersTimeout || Infinity;
  const request = limits.requestTimeout || Infinity;
  const keepAlive = limits.keepAliveTimeout || Infinity;
  const told = new WeakSet<Connection>();

  const endIdle = (connection: Connection): void => {
    const { session } = connection;
    // A client that does not close its side in response is cut off at the next check.
    if (session === undefined || !connection.isUsed || told.has(connection)) return cut(connection);
    told.add(connection);
    session.close();
  };

  return () => {
    const now = clock();
    for (const connection of connections) {
      const { isOpaque, secure, session, streams, isUsed, idleSince } = connection;
      if (isOpaque || (secure !== undefined && session === undefined)) continue; // Node enforces them for HTTP/1
      if (streams.size === 0 && now - idleSince > (isUsed ? keepAlive : headers)) endIdle(connection);
      for (const [stream, begin] of streams)
        if (now - begin > request && isIncomplete(stream)) stream.close(CANCEL);
    }
  };
}

/** Returns true while the client has not sent its whole request. */
function isIncomplete(stream: ServerHttp2Stream): boolean {
  return !stream.endAfterHeaders && !stream.closed && stream.state.remoteClose !== 1;
}
