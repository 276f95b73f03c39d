/** One element of Forwarded, written by one proxy. Names in lower case. */
export type ForwardedElement = ReadonlyMap<string, string>;

/** White space before a pair. */
const GAP = /[\t ]*/y;
const PAIR = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\]|\\.)*)")[\t ]*/y;

/**
 * Parses Forwarded (RFC 7239, 4) into its elements, from the client's proxy to the nearest one. Empty elements and empty
 * pairs are ignored (RFC 9110, 5.6.1). Undefined if any part is malformed: then it is unclear where the part of each proxy
 * ends. Never throws.
 */
export function parseForwarded(field: string): ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let element: Map<string, string> | undefined;
  for (let at = 0; ; at++) {
    GAP.lastIndex = at;
    GAP.exec(field);
    at = GAP.lastIndex;
    if (at < field.length && field[at] !== "," && field[at] !== ";") {
      PAIR.lastIndex = at;
      const pair = PAIR.exec(field);
      if (pair === null) return undefined;
      const name = pair[1]!.toLowerCase();
      element ??= new Map();
      if (element.has(name)) return undefined;
      element.set(name, pair[2] ?? pair[3]!.replace(/\\(.)/g, "$1"));
      at = PAIR.lastIndex;
    }
    const separator = field[at];
    if (separator === ";") {
      element ??= new Map();
      continue;
    }
    if (separator !== undefined && separator !== ",") return undefined;
    if (element !== undefined) elements.push(element);
    element = undefined;
    if (separator === undefined) return elements;
  }
}
