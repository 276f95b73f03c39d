import { anInteger, aText, oneOf, type Checks, type Connection } from "@tsgi/core/server";

/** The connection as the application sees it. */
export interface ConnectionOptions {
  /** Default: `http`. */
  readonly scheme?: "http" | "https";
  /** Default: `localhost`. */
  readonly serverName?: string;
  /** Default: 80, or 443 if the scheme is `https`. */
  readonly serverPort?: number;
  /** Default: `127.0.0.1`. */
  readonly remoteAddress?: string;
  /** Default: 50000. */
  readonly remotePort?: number;
  /** Default: `HTTP/1.1`. */
  readonly protocol?: string;
}

export const connectionChecks: Checks<ConnectionOptions> = {
  scheme: oneOf("http", "https"),
  serverName: aText,
  serverPort: anInteger(1, 65_535),
  remoteAddress: { is: (value) => typeof value === "string", must: "a string" },
  remotePort: anInteger(0, 65_535),
  protocol: aText,
};

/** A connection without the request's target. */
export type TestConnection = Omit<Connection, "target">;

export function connectionOf(options: ConnectionOptions): TestConnection {
  const scheme = options.scheme ?? "http";
  return {
    scheme,
    serverName: options.serverName ?? "localhost",
    serverPort: options.serverPort ?? defaultPort(scheme),
    remoteAddress: options.remoteAddress ?? "127.0.0.1",
    remotePort: options.remotePort ?? 50_000,
    protocol: options.protocol ?? "HTTP/1.1",
  };
}

/** The Host header that a client of this server sends. */
export function hostOf({ scheme, serverName, serverPort }: TestConnection): string {
  const host = serverName.includes(":") ? `[${serverName}]` : serverName;
  return serverPort === defaultPort(scheme) ? host : `${host}:${serverPort}`;
}

function defaultPort(scheme: "http" | "https"): number {
  return scheme === "https" ? 443 : 80;
}
