import { decodeLatin1 } from "../path.ts";
import type { ErrorLog } from "../connection.ts";
import type { Environ } from "../environ.ts";
import type { Input } from "../input.ts";

/** The environ of PEP 3333. Variables without a dot in their name are strings; absent variables are left out. */
export interface WsgiEnviron<WsgiInput = Input> {
  REQUEST_METHOD: string;
  SCRIPT_NAME: string;
  PATH_INFO: string;
  QUERY_STRING: string;
  CONTENT_TYPE?: string;
  CONTENT_LENGTH?: string;
  SERVER_NAME: string;
  SERVER_PORT: string;
  SERVER_PROTOCOL: string;
  "wsgi.version": readonly [1, 0];
  "wsgi.url_scheme": string;
  "wsgi.input": WsgiInput;
  "wsgi.errors": ErrorLog;
  "wsgi.multithread": boolean;
  "wsgi.multiprocess": boolean;
  "wsgi.run_once": boolean;
  [name: string]: unknown;
}

/**
 * Returns the dictionary of PEP 3333, for gateways to WSGI, uwsgi, FastCGI and SCGI. Paths are percent-decoded, each byte as
 * the character with its code. Header names with `_` are left out, since they would collide with `-` (CVE-2015-0219), and so
 * is `Proxy`, which would become HTTP_PROXY (httpoxy).
 *
 * @example
 * toWsgi(environ).HTTP_ACCEPT; // → "text/html"
 */
export function toWsgi(environ: Environ): WsgiEnviron {
  const { server } = environ;
  const wsgi: WsgiEnviron = {
    REQUEST_METHOD: environ.method,
    SCRIPT_NAME: decodeLatin1(environ.scriptName),
    PATH_INFO: decodeLatin1(environ.pathInfo),
    QUERY_STRING: environ.queryString,
    SERVER_NAME: environ.serverName,
    SERVER_PORT: String(environ.serverPort),
    SERVER_PROTOCOL: environ.protocol,
    "wsgi.version": [1, 0],
    "wsgi.url_scheme": environ.scheme,
    "wsgi.input": environ.input,
    "wsgi.errors": environ.errors,
    "wsgi.multithread": false,
    "wsgi.multiprocess": server.multiprocess,
    "wsgi.run_once": server.runOnce,
  };
  if (environ.remoteAddress !== "") {
    wsgi["REMOTE_ADDR"] = environ.remoteAddress;
    if (environ.remotePort > 0) wsgi["REMOTE_PORT"] = String(environ.remotePort);
  }
  if (environ.contentType !== undefined) wsgi.CONTENT_TYPE = environ.contentType;
  if (environ.contentLength !== undefined) wsgi.CONTENT_LENGTH = String(environ.contentLength);
  addFields(wsgi, environ);
  return wsgi;
}

const LEFT_OUT = new Set(["content-type", "content-length", "proxy"]);

/** Adds the fields in one pass: the cost stays linear if a client sends many names. */
function addFields(wsgi: WsgiEnviron, { headers }: Environ): void {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase();
    if (name.includes("_") || LEFT_OUT.has(name)) continue;
    const key = `HTTP_${name.toUpperCase().replaceAll("-", "_")}`;
    const before = wsgi[key] as string | undefined;
    wsgi[key] =
      before === undefined
        ? headers[i + 1]!
        : `${before}${name === "cookie" ? "; " : ", "}${headers[i + 1]!}`;
  }
}
