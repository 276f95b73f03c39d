/** Matches paths to routes by the rules of Werkzeug's router, as far as httpbin needs them. */
import type { Call } from "./call.ts";
import type { Reply } from "./reply.ts";

/** Answers a call; the parts of the path that the pattern names follow, decoded. */
export type Handler = (call: Call, ...parts: string[]) => Reply | Promise<Reply>;

export interface Route {
  readonly pattern: string;
  readonly methods: readonly string[];
  readonly handler: Handler;
  readonly expression: RegExp;
}

/** Result of matching a path: a route, a cleaner spelling of the path, or the methods that would have been allowed. */
export type Match =
  | { readonly route: Route; readonly parts: string[] }
  | { readonly path: string }
  | { readonly allow: readonly string[] };

/**
 * Makes a route.
 *
 * @param methods those it answers, separated by spaces; HEAD comes with GET, OPTIONS with all
 * @param pattern `<name>` is one segment, `<int:name>` digits, `<path:name>` the rest with its slashes
 */
export function route(methods: string, pattern: string, handler: Handler): Route {
  const names = methods.split(" ");
  if (names.includes("GET")) names.push("HEAD");
  const expression = pattern
    .replaceAll(".", "\\.")
    .replace(/<int:\w+>/g, "(\\d+)")
    .replace(/<path:\w+>/g, "([^/].*)")
    .replace(/<\w+>/g, "([^/]+)");
  return { pattern, methods: [...names, "OPTIONS"], handler, expression: new RegExp(`^${expression}$`, "s") };
}

/** Finds the route; where the path fits none, the same path with double slashes merged is tried and redirected to. */
export function match(routes: readonly Route[], path: string, method: string): Match {
  const found = find(routes, path, method);
  if ("route" in found) return found;
  const merged = path.replaceAll("//", "/");
  if (merged === path) return found;
  const better = find(routes, merged, method);
  return "route" in better ? { path: merged } : { allow: [...found.allow, ...better.allow] };
}

/** Every method that the path takes. */
export function methodsOf(routes: readonly Route[], path: string): string[] {
  return [
    ...new Set(routes.filter(({ expression }) => expression.test(path)).flatMap(({ methods }) => methods)),
  ];
}

function find(routes: readonly Route[], path: string, method: string): Exclude<Match, { path: string }> {
  for (const candidate of routes) {
    const found = candidate.methods.includes(method) ? candidate.expression.exec(path) : null;
    if (found) return { route: candidate, parts: found.slice(1) };
  }
  return { allow: methodsOf(routes, path) };
}
