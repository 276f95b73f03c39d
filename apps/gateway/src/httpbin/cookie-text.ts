/** Cookies as Werkzeug reads and writes them. */
import { latin1, latin1Bytes, utf8OrReplaced } from "./python-text.ts";
import type { Reply } from "./reply.ts";

/** Reads a Cookie header: the first value of each name. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const [text, value] of pairsOf(`${header};`)) {
    const name = decoded(text.trim());
    if (name !== "" && !cookies.has(name)) cookies.set(name, decoded(unquote(value)));
  }
  return cookies;
}

/** Names, and values as they were sent: within quotes a value may hold semicolons, where another one follows the quotes. */
function* pairsOf(header: string): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at < header.length;) {
    const end = header.indexOf(";", at);
    const pair = header.slice(at, end);
    const equals = pair.indexOf("=");
    const value = equals < 0 ? "" : pair.slice(equals + 1).trimStart();
    QUOTED.lastIndex = end - value.length;
    const quoted = value.startsWith('"') ? QUOTED.exec(header) : null;
    yield [equals < 0 ? pair : pair.slice(0, equals), quoted?.[1] ?? value.trimEnd()];
    at = quoted === null ? end + 1 : QUOTED.lastIndex;
  }
}

/** Adds a Set-Cookie header. */
export function setCookie(reply: Reply, name: string, value: string, secure = false): void {
  addCookie(reply, name, value, secure ? "; Secure; Path=/" : "; Path=/");
}

/** Adds a Set-Cookie header that makes the client forget the cookie. */
export function deleteCookie(reply: Reply, name: string): void {
  addCookie(reply, name, "", "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/");
}

const QUOTED = /("(?:[^\\"]|\\.)*")\s*;/sy;
const LEGAL = /^[\w/=!#$%&'*+\-.^`|~:]*$/;

function addCookie(reply: Reply, name: string, value: string, attributes: string): void {
  reply.headers.push(["Set-Cookie", `${encoded(name)}=${quote(encoded(value))}${attributes}`]);
}

/** Werkzeug's quoting, older than RFC 6265 and outside it: octal numbers within double quotes. */
function quote(value: string): string {
  if (LEGAL.test(value)) return value;
  return `"${value.replace(/[\\"]/g, "\\$&").replace(/[^ -~]|[,;]/g, octal)}"`;
}

function octal(char: string): string {
  return `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

function unquote(value: string): string {
  if (!/^".*"$/s.test(value) || value.length < 2) return value;
  return value
    .slice(1, -1)
    .replace(/\\([0-3][0-7]{2})|\\(.)/gs, (_, number: string | undefined, char: string) =>
      number === undefined ? char : String.fromCharCode(Number.parseInt(number, 8)),
    );
}

/** Text as UTF-8 bytes, each as the character of its number. */
function encoded(text: string): string {
  return latin1(new TextEncoder().encode(text));
}

function decoded(text: string): string {
  return utf8OrReplaced(latin1Bytes(text));
}
