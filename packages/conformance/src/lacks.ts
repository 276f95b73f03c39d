import type { Lacks } from "./_plan.ts";

/** Names what a `Response` cannot express (WHATWG Fetch): what no host of fetch handlers has. */
export const responseLacks: Lacks = {
  earlyHints: "a fetch handler returns one Response, and nothing before it",
  trailers: "a Response has no trailers",
  fileBody: "the bridge knows no files",
};

/** Names what no host of fetch handlers has that knows header fields from `Headers` alone. */
export const fetchLacks: Lacks = {
  ...responseLacks,
  rawFields: "Headers are sorted by name, and duplicates are joined",
  fieldCase: "Headers are in lower case",
};
