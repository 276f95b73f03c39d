const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;

/** Parses If-Match or If-None-Match: `*`, or the tags. Malformed tags are ignored. Never throws. */
export function parseTags(field: string): "*" | string[] {
  if (field.trim() === "*") return "*";
  // A tag may contain a comma, but no quote: `"a,b", W/"c"`.
  return field.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
}

/** Compares two tags weakly, as a cache does (RFC 9110, 8.8.3.2). */
export function matchesWeakly(a: string, b: string): boolean {
  const [, , left] = TAG.exec(a) ?? [];
  const [, , right] = TAG.exec(b) ?? [];
  return left !== undefined && left === right;
}

/** Compares two tags strongly: whether they identify the same bytes. */
export function matchesStrongly(a: string, b: string): boolean {
  return TAG.exec(a) !== null && !a.startsWith("W/") && a === b;
}
