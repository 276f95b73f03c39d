import { createKey, type Environ, type Key, type Middleware } from "@tsgi/core";
import { parseAuthority, parseNode } from "../http/address.ts";
import { readForwarding, type Hops, type ForwardedClient } from "./forwarding.ts";
import { anInteger, checkOptions, optionError } from "../shared/options.ts";

/**
 * Options of {@link proxyFix}: the number of consecutive proxies that set each header, counted from the server; 0, the
 * default of each, ignores it.
 */
export interface ProxyFixOptions {
  /** `X-Forwarded-For`: the client's address. */
  readonly for?: number;
  /** `X-Forwarded-Proto`: the scheme. */
  readonly proto?: number;
  /** `X-Forwarded-Host`: the host, and its port. */
  readonly host?: number;
  /** `X-Forwarded-Port`: the port. */
  readonly port?: number;
  /** `X-Forwarded-Prefix`: the outer path before scriptName. */
  readonly prefix?: number;
  /** `Forwarded` (RFC 7239): address, scheme and host. Not together with `for`, `proto` and `host`. */
  readonly forwarded?: number;
}

/** The client as the server itself saw it, before the values of proxies replaced it. */
export interface SeenByServer {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly scheme: "http" | "https";
  readonly serverName: string;
  readonly serverPort: number;
  readonly host: string | undefined;
  readonly scriptName: string;
}

/** The connection to the nearest proxy, if proxyFix() replaced it. */
export const seenByServer: Key<SeenByServer> = /* @__PURE__ */ createKey<SeenByServer>("tsgi.seen_by_server");

const MOST_HOPS = 32;
const hops = /* @__PURE__ */ anInteger(0, MOST_HOPS);

/**
 * Replaces the address, scheme, host, port and prefix of the nearest proxy by those of the client, as the outermost trusted
 * proxy states them. Values are counted from the right, since a client can write those on the left; empty elements are not
 * counted. A value that is missing because the request bypassed a proxy changes nothing, and neither does a malformed one;
 * but an address that a proxy states and that cannot be read becomes `""`, unknown, never the proxy's own.
 *
 * Nothing is trusted by default. Set the number of proxies that really write a header, or clients can forge it. Place it
 * outside everything that uses the client's address.
 *
 * @throws TSGI_OPTION_INVALID at once
 * @example
 * const app = proxyFix({ for: 1, proto: 1, host: 1 })(shop);
 */
export function proxyFix(options: ProxyFixOptions = {}): Middleware {
  checkOptions("proxyFix", options, {
    for: hops,
    proto: hops,
    host: hops,
    port: hops,
    prefix: hops,
    forwarded: hops,
  });
  // Not spread: an undefined option would trust the value that the client itself wrote.
  const { for: by = 0, proto = 0, host = 0, port = 0, prefix = 0, forwarded = 0 } = options;
  const count: Hops = { for: by, proto, host, port, prefix, forwarded };
  if (count.forwarded > 0 && count.for + count.proto + count.host > 0) {
    throw optionError(
      "proxyFix",
      "forwarded",
      count.forwarded,
      "0 beside for, proto and host: proxies set the one or the other",
    );
  }
  return (app) => (environ, startResponse) => {
    const told = readForwarding(environ, count);
    return app(
      Object.values(told).some((value) => value !== undefined) ? fixed(environ, told) : environ,
      startResponse,
    );
  };
}

/** The address of a client whose proxy stated it in a way that cannot be read. */
const UNKNOWN = { address: "", port: 0 };

function fixed(environ: Environ, told: ForwardedClient): Environ {
  const { remoteAddress, remotePort, serverName, serverPort, scriptName } = environ;
  const host = environ.header("host");
  environ.set(seenByServer, {
    remoteAddress,
    remotePort,
    scheme: environ.scheme,
    serverName,
    serverPort,
    host,
    scriptName,
  });
  const client = told.for === undefined ? undefined : (parseNode(told.for) ?? UNKNOWN);
  const scheme = schemeOf(told.proto) ?? environ.scheme;
  const authority = told.host === undefined ? undefined : parseAuthority(told.host);
  const port = portOf(told.port) ?? authority?.port;
  const name = authority?.name ?? serverName;
  return environ.derive({
    remoteAddress: client?.address ?? remoteAddress,
    remotePort: client === undefined ? remotePort : client.port,
    scheme,
    serverName: name,
    serverPort: port ?? (authority ? defaultPort(scheme) : movedPort(environ, scheme)),
    scriptName: prefixOf(told.prefix) + scriptName,
    ...(authority === undefined && port === undefined
      ? {}
      : {
          headers: withHost(
            environ.headers,
            hostText(authority?.name ?? hostName(host) ?? name, port, scheme),
          ),
        }),
  });
}

function schemeOf(text: string | undefined): "http" | "https" | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

function portOf(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** Returns a prefix in the form of scriptName: encoded, and never one that a browser would take for a host. */
function prefixOf(text: string | undefined): string {
  const prefix = text === undefined ? "" : withoutSlashes(text);
  return /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2})+)+$/.test(prefix) &&
    !/\/\.\.?(?:\/|$)/.test(prefix)
    ? prefix
    : "";
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

/** Changes a default port with the scheme. */
function movedPort({ scheme, serverPort }: Environ, next: "http" | "https"): number {
  return serverPort === defaultPort(scheme) ? defaultPort(next) : serverPort;
}

function defaultPort(scheme: "http" | "https"): number {
  return scheme === "https" ? 443 : 80;
}

function hostName(host: string | undefined): string | undefined {
  return host === undefined ? undefined : parseAuthority(host)?.name;
}

function hostText(name: string, port: number | undefined, scheme: "http" | "https"): string {
  const host = name.includes(":") ? `[${name}]` : name;
  return port === undefined || port === defaultPort(scheme) ? host : `${host}:${port}`;
}

function withHost(headers: readonly string[], host: string): string[] {
  const list = ["host", host];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() !== "host") list.push(headers[i]!, headers[i + 1]!);
  }
  return list;
}
