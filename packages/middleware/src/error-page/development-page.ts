import { requestUrl, type Environ } from "@tsgi/core";
import { describe, titleOf } from "@tsgi/core/server";
import { builtin } from "../shared/builtin.ts";
import { contain } from "../shared/contain.ts";
import { escapeHtml } from "./html.ts";
import { checkResult, type Check } from "../shared/options.ts";

/** Returns the text of a source file, or undefined if it cannot be read. */
export type ReadSource = (path: string) => string | undefined;

/** Headers whose values are credentials: not even a developer's screen shows them. */
const SECRET = /^(?:authorization|proxy-authorization|cookie)$|token|secret|api-?key|session|password/i;
const aSource: Check = {
  is: (value) => value === undefined || typeof value === "string",
  must: "a string or undefined",
};
const LINES_AROUND = 5;
const NUMBER = /^\d+$/;
const PATH = /^(?:file:\/\/)?\/[^\s()]+$/;
/**
 * Renders a page for the developer: the error with its stack, the source around the line that threw it, and the request.
 */
export function developmentPage(error: unknown, environ: Environ, readSource: ReadSource = readFile): string {
  const title = titleOf(error);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}pre{overflow:auto;padding:1rem;background:#8881}
mark{display:inline-block;min-width:100%}th{text-align:left;vertical-align:top;padding-right:1rem}td{word-break:break-all}</style>
<h1>${escapeHtml(title)}</h1>
${contain(environ, () => excerpt(error, readSource), "")}<h2>Stack</h2>
<pre>${escapeHtml(describe(error))}</pre>
<h2>Environ</h2>
<table>${rows(factsOf(environ))}</table>
<h2>Headers</h2>
<table>${rows(headersOf(environ))}</table>
</html>
`;
}

function excerpt(error: unknown, readSource: ReadSource): string {
  const [place, at = 0] = firstPlace((error instanceof Error && error.stack) || "") ?? [];
  const path = place === undefined ? undefined : pathOf(place);
  const source =
    path === undefined
      ? undefined
      : checkResult<string | undefined>("errorPage", "readSource", readSource(path), aSource);
  if (source === undefined) return "";
  const first = Math.max(1, at - LINES_AROUND);
  const shown = source.split("\n").slice(first - 1, at + LINES_AROUND);
  const lines = shown.map((text, i) => {
    const number = first + i;
    const row = escapeHtml(`${String(number).padStart(5)}  ${text}`);
    return number === at ? `<mark>${row}</mark>` : row;
  });
  return `<h2>${escapeHtml(`${path}:${at}`)}</h2>\n<pre>${lines.join("\n")}</pre>\n`;
}

/**
 * Returns file and line of the first frame that has them. The stack also contains the error's message, which may come from
 * a client.
 */
function firstPlace(stack: string): readonly [place: string, line: number] | undefined {
  for (const line of stack.split("\n")) {
    const found = placeIn(line.trim());
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Parses a frame: `at name (file:///a/b.ts:1:2)` as V8 prints it, or `name@/a/b.ts:1:2` as JavaScriptCore does. */
function placeIn(frame: string): readonly [place: string, line: number] | undefined {
  const text = frame.endsWith(")") ? frame.slice(0, -1) : frame;
  const mark = text.indexOf("@");
  if (!text.startsWith("at ") && mark < 0) return undefined;
  const word = text.startsWith("at ") ? text.split(/[\s()]/).at(-1)! : text.slice(mark + 1);
  const parts = word.split(":");
  let line = parts.pop()!;
  // If there are two numbers, the last one is the column.
  if (NUMBER.test(line) && NUMBER.test(parts.at(-1) ?? "")) line = parts.pop()!;
  const place = parts.join(":");
  return NUMBER.test(line) && PATH.test(place) ? [place, Number(line)] : undefined;
}

function pathOf(place: string): string | undefined {
  if (!place.startsWith("file:")) return place;
  try {
    return decodeURIComponent(new URL(place).pathname);
  } catch {
    return undefined;
  }
}

interface FileSystem {
  readFileSync(path: string, encoding: "utf8"): string;
}

function readFile(path: string): string | undefined {
  try {
    return builtin<FileSystem>("node:fs")?.readFileSync(path, "utf8");
  } catch {
    return undefined; // bundled, or not readable
  }
}

function factsOf(environ: Environ): [string, string][] {
  const { method, scriptName, pathInfo, queryString, protocol, scheme, serverName, serverPort } = environ;
  const { remoteAddress, remotePort, server } = environ;
  return [
    ["url", requestUrl(environ)],
    ...Object.entries({
      method,
      scriptName,
      pathInfo,
      queryString,
      target: environ.target,
      protocol,
      scheme,
    }),
    ["server", `${serverName} ${serverPort}`],
    ["remote", `${remoteAddress} ${remotePort}`],
    ["host", `${server.name} ${server.version}`],
  ];
}

function headersOf({ headers }: Environ): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    pairs.push([name, SECRET.test(name) ? "(not shown)" : headers[i + 1]!]);
  }
  return pairs;
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => `<tr><th>${escapeHtml(name)}<td>${escapeHtml(value)}`).join("\n");
}
