import net from "node:net";
import tls from "node:tls";

/** The address of a host, and the way to connect to it. */
export interface Place {
  readonly scheme: "http" | "https";
  /** In the form of a Host header. */
  readonly authority: string;
  /** Prefix that the application is mounted at: `""` or `/x`. */
  readonly prefix: string;
  readonly ca: string | Buffer | undefined;
  connect(): net.Socket;
}

/**
 * Parses the URL of a host: `http://127.0.0.1:3000/`, `https://…`, or `http+unix:` and the path of a
 * Unix socket. A path in the URL is the prefix that the application is mounted at.
 */
export function placeOf(url: string, ca?: string | Buffer): Place {
  if (url.startsWith("http+unix:")) {
    const path = url.slice("http+unix:".length);
    return { scheme: "http", authority: "localhost", prefix: "", ca, connect: () => net.connect({ path }) };
  }
  const { protocol, hostname, port, host, pathname } = new URL(url);
  const isSecure = protocol === "https:";
  const where = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || (isSecure ? 443 : 80)) };
  // A name for SNI must not be an address (RFC 6066, 3).
  const servername = net.isIP(where.host) === 0 ? where.host : "localhost";
  const connect = (): net.Socket =>
    isSecure ? tls.connect({ ...where, ca, servername, ALPNProtocols: ["http/1.1"] }) : net.connect(where);
  return {
    scheme: isSecure ? "https" : "http",
    authority: host,
    prefix: pathname.replace(/\/$/, ""),
    ca,
    connect,
  };
}
