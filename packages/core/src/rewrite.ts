import type { Connection, Rewrite } from "./connection.ts";

/** Returns true if a rewrite changes a fact about the connection. */
export function touchesConnection(rewrite: Rewrite): boolean {
  return (
    rewrite.scheme !== undefined ||
    rewrite.serverName !== undefined ||
    rewrite.serverPort !== undefined ||
    rewrite.remoteAddress !== undefined ||
    rewrite.remotePort !== undefined ||
    rewrite.protocol !== undefined
  );
}

/** Returns a connection with the values of a rewrite. */
export function rewrittenConnection(original: Connection, rewrite: Rewrite): Connection {
  return {
    target: original.target,
    protocol: rewrite.protocol ?? original.protocol,
    scheme: rewrite.scheme ?? original.scheme,
    serverName: rewrite.serverName ?? original.serverName,
    serverPort: rewrite.serverPort ?? original.serverPort,
    remoteAddress: rewrite.remoteAddress ?? original.remoteAddress,
    remotePort: rewrite.remotePort ?? original.remotePort,
  };
}
