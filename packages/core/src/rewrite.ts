import type { Connection, Rewrite } from "./connection.ts";
import type { Environ } from "./environ.ts";

/** True where a rewrite names something of the connection. */
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

/** The connection of an environ, as a rewrite has it. */
export function connectionOf(environ: Environ, rewrite: Rewrite): Connection {
  return {
    target: environ.target,
    protocol: rewrite.protocol ?? environ.protocol,
    scheme: rewrite.scheme ?? environ.scheme,
    serverName: rewrite.serverName ?? environ.serverName,
    serverPort: rewrite.serverPort ?? environ.serverPort,
    remoteAddress: rewrite.remoteAddress ?? environ.remoteAddress,
    remotePort: rewrite.remotePort ?? environ.remotePort,
  };
}
