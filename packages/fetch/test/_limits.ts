import type { Lack, Lacks } from "@tsgi/conformance";

/** Adds single cases, by their ids, to what a host lacks. */
export function withLimits(lacks: Lacks, limits: Readonly<Record<string, Lack>>): Lacks {
  const named = Object.entries(limits).map(([id, reason]) => [`case:${id}`, reason] as const);
  return { ...lacks, ...Object.fromEntries(named) };
}

/** What no Response can say: the standard has no words for it (WHATWG Fetch). */
export const responseLacks: Lacks = {
  earlyHints: "a fetch handler returns one Response, and nothing before it",
  trailers: "a Response has no trailers",
  fileBody: "the bridge knows no files",
};

/** What no host of fetch handlers has that knows of header fields by Headers alone. */
export const fetchLacks: Lacks = {
  ...responseLacks,
  rawFields: "Headers are sorted by name, and duplicates are joined",
  fieldCase: "Headers are in lower case",
};
