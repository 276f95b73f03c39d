import type { Environ } from "@tsgi/core";
import { parseTarget } from "@tsgi/core/server";
import { urlOf } from "./locate.ts";
import { headersOf, hasMadeHeaders, type FakeRequest } from "./fake-request.ts";

/** Returns the environ with the changes of middleware to `url`, `method` and `headers`; the same environ without changes. */
export function rewritten(environ: Environ, request: FakeRequest): Environ {
  const { url = "", method } = request;
  const isElsewhere = url !== urlOf(environ);
  const isOther = typeof method === "string" && method !== "" && method !== environ.method;
  const headers = hasMadeHeaders(request) ? changedHeaders(environ.headers, request) : undefined;
  if (!isElsewhere && !isOther && headers === undefined) return environ;
  return environ.derive({
    ...(isElsewhere && rewrittenPath(environ.method, String(url))),
    ...(isOther && { method }),
    ...(headers !== undefined && { headers }),
  });
}

/**
 * Parses a rewritten `url`, which need not be a valid request target: middleware may pass a file name, or leave characters
 * unescaped.
 */
function rewrittenPath(
  method: string,
  url: string,
): { readonly pathInfo: string; readonly queryString: string } {
  const [bare = ""] = url.split("#", 1);
  const target = bare.replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(Buffer.from(run).toString()));
  const { pathInfo, queryString } = parseTarget(method, target) ?? parseTarget(method, `/${target}`)!;
  return { pathInfo, queryString };
}

/** Returns the flat list with the changed fields; undefined if none changed. */
function changedHeaders(
  fields: readonly string[],
  { headers, rawHeaders }: FakeRequest,
): string[] | undefined {
  const before = headersOf(rawHeaders);
  const changed = new Set<string>();
  for (const key of Object.keys({ ...before, ...headers })) {
    if (!isSame(before[key], headers[key])) changed.add(key.toLowerCase());
  }
  if (changed.size === 0) return undefined;
  const kept = fields.filter((_field, i) => !changed.has(fields[i - (i % 2)]!.toLowerCase()));
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !changed.has(name.toLowerCase())) continue;
    for (const one of Array.isArray(value) ? value : [value]) kept.push(name, String(one));
  }
  return kept;
}

type Value = string | string[] | undefined;

function isSame(a: Value, b: Value): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
