import type { Environ, HeaderList } from "@tsgi/core";
import { headerOf } from "../http/headers.ts";
import type { LogEntry } from "./entry.ts";

/** The values that atoms are made of. */
export interface LogSubject {
  readonly entry: LogEntry;
  readonly environ: Environ;
  readonly headers: HeaderList;
}

type Atom = (subject: LogSubject) => string | number | undefined;

/** The atoms of gunicorn's access_log_format, and Apache's `%{name}i` and `%{name}o`. */
const atoms: Readonly<Record<string, Atom>> = {
  h: ({ entry }) => entry.remoteAddress,
  l: () => undefined,
  u: ({ entry }) => entry.remoteUser,
  t: ({ entry }) => `[${commonDate(entry.time)}]`,
  r: ({ entry }) => `${entry.method} ${entry.target} ${entry.protocol}`,
  m: ({ entry }) => entry.method,
  U: ({ environ }) => environ.scriptName + environ.pathInfo,
  q: ({ environ }) => environ.queryString,
  H: ({ entry }) => entry.protocol,
  s: ({ entry }) => entry.status,
  B: ({ entry }) => entry.bytes,
  b: ({ entry }) => entry.bytes || undefined,
  f: ({ entry }) => entry.referer,
  a: ({ entry }) => entry.userAgent,
  T: ({ entry }) => Math.floor(entry.duration / 1_000_000),
  M: ({ entry }) => Math.floor(entry.duration / 1000),
  D: ({ entry }) => entry.duration,
  L: ({ entry }) => (entry.duration / 1_000_000).toFixed(6),
};

const ATOM = /%\((?:\{([^{}]+)\}([io])|([a-zA-Z]))\)s|%%/g;

/** The two formats that every log analyser knows, in atoms. */
export const COMMON: string = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s';
export const COMBINED: string = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"';

/** Returns the first atom that does not exist; undefined if all do. */
export function findUnknownAtom(format: string): string | undefined {
  const rest = format.replace(ATOM, (atom, name?: string, _kind?: string, letter?: string) =>
    name !== undefined || letter === undefined || Object.hasOwn(atoms, letter) ? "" : atom,
  );
  return /%(?:\([^)]*\)?s?)?/.exec(rest)?.[0];
}

/** Compiles a format once. */
export function compileFormat(format: string): (subject: LogSubject) => string {
  const parts: (string | Atom)[] = [];
  let end = 0;
  for (const match of format.matchAll(ATOM)) {
    parts.push(format.slice(end, match.index), atomOf(match));
    end = match.index + match[0].length;
  }
  parts.push(format.slice(end));
  return (subject) => {
    let line = "";
    for (const part of parts) line += typeof part === "string" ? part : shown(part(subject));
    return line;
  };
}

function atomOf([, name, kind, letter]: RegExpMatchArray): Atom {
  if (letter !== undefined) return atoms[letter]!;
  if (name === undefined) return () => "%";
  const key = name.toLowerCase();
  return kind === "i" ? ({ environ }) => environ.header(key) : ({ headers }) => headerOf(headers, key);
}

function shown(value: string | number | undefined): string {
  if (typeof value === "number") return String(value);
  return value === undefined || value === "" ? "-" : escapeText(value);
}

/**
 * Escapes quotes, backslashes and everything but printable ASCII as Apache does: no value can end its field or its line.
 */
function escapeText(text: string): string {
  return PLAIN.test(text) ? text : escapeAll(text);
}

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function escapeAll(text: string): string {
  return text.replace(/["\\]|[^\x20-\x7e]/g, (character) =>
    character === '"' || character === "\\" ? `\\${character}` : escapeCode(character.charCodeAt(0)),
  );
}

function escapeCode(code: number): string {
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Formats an entry as one line of ASCII JSON: not even a terminal interprets any part of it. */
export function jsonLine(entry: LogEntry): string {
  return JSON.stringify({ ...entry, time: new Date(entry.time).toISOString() }).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

let lastSecond = -1;
let lastDate = "";

/** Formats a time as `10/Oct/2000:13:55:36 +0000`, in UTC; computed once per second. */
function commonDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second === lastSecond) return lastDate;
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, "0");
  lastSecond = second;
  lastDate = `${day}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
  return lastDate;
}
