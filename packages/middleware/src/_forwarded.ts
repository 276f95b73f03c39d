/** One element of Forwarded: what one proxy tells. Names in lower case. */
export type ForwardedElement = ReadonlyMap<string, string>;

const PAIR = /\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)|"((?:[^"\\]|\\.)*)")\s*/y;

/**
 * Reads Forwarded (RFC 7239, 4): its elements, from the client's proxy to the nearest one. Undefined when any of it is
 * malformed: then it cannot be told where one proxy's part ends. Never throws.
 */
export function parseForwarded(field: string): ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let element = new Map<string, string>();
  let at = 0;
  for (;;) {
    PAIR.lastIndex = at;
    const pair = PAIR.exec(field);
    if (pair === null) return undefined;
    const name = pair[1]!.toLowerCase();
    if (element.has(name)) return undefined;
    element.set(name, pair[2] ?? pair[3]!.replace(/\\(.)/g, "$1"));
    at = PAIR.lastIndex;
    const separator = field[at];
    if (separator !== ";") {
      elements.push(element);
      element = new Map();
      if (separator === undefined) return elements;
      if (separator !== ",") return undefined;
    }
    at++;
  }
}
