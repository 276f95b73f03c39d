/** URLs as Werkzeug shows and sends them. */
import { requestUrl, type Environ } from "@tsgi/core";

/**
 * The path below the place of mounting, decoded at once: an encoded slash counts as a slash, since the original sees
 * PEP 3333's decoded PATH_INFO. Slashes at its beginning count as one.
 */
export function decodedPath(environ: Environ): string {
  return environ.pathInfo === "" ? "" : `/${environ.segments.join("/")}`.replace(/^\/+/, "/");
}

/** Returns the external URL of the application, without a slash at the end: `http://host/prefix`. */
export function rootUrl(environ: Environ): string {
  const server = requestUrl(environ.derive({ scriptName: "", pathInfo: "", queryString: "" }));
  const port = environ.scheme === "https" ? ":443" : ":80";
  return (server.endsWith(port) ? server.slice(0, -port.length) : server) + environ.scriptName;
}

/** `request.url`: escaped where ASCII needs it, readable beyond ASCII. */
export function requestIri(environ: Environ): string {
  const path = decodedPath(environ).replace(/[\0-\x7f]/g, (char) =>
    /[/:]/.test(char) ? char : escaped(char),
  );
  const query = environ.queryString;
  return `${rootUrl(environ)}${path || "/"}${query === "" ? "" : `?${readableQuery(query)}`}`;
}

/** `iri_to_uri`: for a Location header. */
export function toUri(text: string): string {
  return text.replace(/[^A-Za-z0-9\-._~$!'()*+,;:/?#[\]@&=%]+/g, encodeWellFormed);
}

const SAFE = /^[A-Za-z0-9\-._~$!'()*+,;]$/;

/** An escaped character: an ASCII one, or two to four bytes of UTF-8. */
const ESCAPE =
  /%(?:[2-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[\da-f](?:%[89ab][\da-f]){3}|[89a-f][\da-f])/gi;

function readableQuery(query: string): string {
  const whole = query.replace(/[\0-\x7f]/g, (char) => (/[:&%=]/.test(char) ? char : escaped(char)));
  return whole.replace(ESCAPE, (escape) => {
    // One byte beyond ASCII, alone: invalid UTF-8, and an exception for each would cost more than all the rest.
    if (escape.length === 3 && !"234567".includes(escape[1]!)) return escape.toUpperCase();
    try {
      const char = decodeURIComponent(escape);
      return char > "\x7f" || SAFE.test(char) ? char : escape;
    } catch {
      return escape.toUpperCase(); // invalid UTF-8
    }
  });
}

function escaped(char: string): string {
  return SAFE.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function encodeWellFormed(text: string): string {
  // A lone surrogate would make encodeURIComponent throw; the encoder writes it as U+FFFD.
  return encodeURIComponent(new TextDecoder().decode(new TextEncoder().encode(text)));
}
