/** URLs as Werkzeug shows and sends them. */
import { requestUrl, type Environ } from "@tsgi/core";
import { utf8OrReplaced } from "./python-text.ts";

/**
 * The path below the place of mounting, decoded at once: an encoded slash counts as a slash, since the original sees
 * PEP 3333's decoded PATH_INFO.
 */
export function decodedPath(environ: Environ): string {
  return environ.pathInfo === "" ? "" : `/${environ.segments.join("/")}`.replace(/^\/+/, "/");
}

/** Where the application is reached from outside, without a slash at the end: `http://host/prefix`. */
export function rootUrl(environ: Environ): string {
  const url = requestUrl(environ.derive({ pathInfo: "", queryString: "" }));
  const port = environ.scheme === "https" ? ":443" : ":80";
  const [scheme, authority, ...path] = url.split(/(?<!\/)\/(?!\/)|(?<=:)\/\//);
  const host = authority!.endsWith(port) ? authority!.slice(0, -port.length) : authority!;
  return [`${scheme}//${host}`, ...path].join("/");
}

/** `request.url`: readable, with what ASCII cannot carry left as it is and the rest encoded. */
export function requestIri(environ: Environ): string {
  const path = decodedPath(environ).replace(/[^A-Za-z0-9\-._~$!'()*+,;/:\x80-\uffff]/g, encodeURIComponent);
  const url = rootUrl(environ) + (path || "/");
  return environ.queryString === "" ? url : `${url}?${readableQuery(environ.queryString)}`;
}

/** `iri_to_uri`: for a Location header. */
export function toUri(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~$!'()*+,;:/?#[\]@&=%]+/g, (run) => encodeURIComponent(wellFormed(run)));
}

function readableQuery(query: string): string {
  const quoted = query.replace(/[^A-Za-z0-9\-._~$!'()*+,;:&%=]/g, encodeURIComponent);
  return quoted.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun);
}

/** Decodes what is safe to show; the other escapes stay, and so do bytes that are no UTF-8. */
function decodeRun(run: string): string {
  const kept = run.replace(/%(?!2[1479abcde]|2[89]|3[0-9b]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e|[89a-f])/gi, "%25");
  const text = kept.replace(/(?:%[89a-f][0-9a-f])+/gi, decodeUtf8Run);
  return text.replace(/%(?!25)([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replaceAll("%25", "%");
}

function decodeUtf8Run(run: string): string {
  const bytes = Uint8Array.from(run.slice(1).split("%"), (hex) => Number.parseInt(hex, 16));
  const text = utf8OrReplaced(bytes);
  return text.includes("\ufffd") ? run : text;
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
