/** Finds regular expressions in source text with a parser, and reports those that may take too long. */
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as recheck from "recheck";
import { parseAst } from "rolldown/parseAst";

/** The analyser in pure JavaScript; the package's main module would start a JVM or a binary. */
const { checkSync } = createRequire(import.meta.url)("recheck/lib/browser.js") as typeof recheck;

/** A regular expression in the source. */
export interface FoundRegex {
  /** Path from the root: `packages/core/src/_path.ts`. */
  readonly file: string;
  readonly line: number;
  /** Source text: `/a+/g`, `new RegExp(text)`. */
  readonly text: string;
  /** Undefined if it is built at run time. */
  readonly pattern: { readonly source: string; readonly flags: string } | undefined;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Returns every regular expression in the sources of packages and apps. */
export function regexesOf(root: string): FoundRegex[] {
  const files = globSync("{packages,apps}/*/src/**/*.{ts,js}", { cwd: root }).toSorted();
  return files.flatMap((file) => regexesIn(file, readFileSync(join(root, file), "utf8")));
}

/** Returns those of one file: literals and calls of RegExp. */
export function regexesIn(file: string, text: string): FoundRegex[] {
  const found: FoundRegex[] = [];
  walk(parseAst(text, { lang: file.endsWith(".js") ? "js" : "ts" }, file), (node) => {
    const pattern = patternOf(node);
    if (pattern === null) return;
    const line = text.slice(0, node.start).split("\n").length;
    found.push({ file, line, text: text.slice(node.start, node.end), pattern });
  });
  return found;
}

/** Returns null for other nodes. */
function patternOf(node: Node): FoundRegex["pattern"] | null {
  const { regex } = node as { regex?: { pattern: string; flags: string } };
  if (node.type === "Literal" && regex) return { source: regex.pattern, flags: regex.flags };
  const { callee, arguments: args } = node as {
    callee?: { name?: string };
    arguments?: { value?: unknown }[];
  };
  if (callee?.name !== "RegExp" || args === undefined) return null;
  const [source, flags] = args.map(({ value }) => value);
  if (typeof source !== "string" || args.length > 2) return undefined;
  if (args.length === 2 && typeof flags !== "string") return undefined;
  return { source, flags: (flags as string | undefined) ?? "" };
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value && "start" in value) visit(value as Node);
  for (const child of Object.values(value)) walk(child, visit);
}

const verdicts = new Map<string, string | undefined>();

/**
 * Returns undefined if a match, and the search for one, take linear time; otherwise the report of the analyser. It does not see
 * the total cost of many matches, as of a global expression that looks far ahead and matches little: `linear.ts` does.
 */
export function slownessOf({
  source,
  flags,
}: {
  readonly source: string;
  readonly flags: string;
}): string | undefined {
  const key = `${source}/${flags}`;
  if (!verdicts.has(key)) verdicts.set(key, analyse(source, flags));
  return verdicts.get(key);
}

/** Independent of the clock: limits are counts, and the seed is fixed. */
const PARAMETERS = { timeout: null, attackTimeout: null, incubationTimeout: null } as const;

function analyse(source: string, flags: string): string | undefined {
  const result = checkSync(source, flags, PARAMETERS);
  if (result.status === "safe") return undefined;
  return result.status === "unknown" ? `not analysed: ${result.error.kind}` : result.complexity.summary;
}
