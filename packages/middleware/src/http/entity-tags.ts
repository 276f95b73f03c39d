const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]*")$/;

/** The value of If-Match or If-None-Match: `*`, or its tags. What is malformed counts as not there. Never throws. */
export function parseTags(field: string): "*" | string[] {
  if (field.trim() === "*") return "*";
  // A tag may hold a comma, never a quote: `"a,b", W/"c"`.
  return field.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
}

/** Tells whether two tags mean the same for a cache (RFC 9110, 8.8.3.2). */
export function matchesWeakly(a: string, b: string): boolean {
  const [, , left] = TAG.exec(a) ?? [];
  const [, , right] = TAG.exec(b) ?? [];
  return left !== undefined && left === right;
}

/** Tells whether two tags mean the same bytes. */
export function matchesStrongly(a: string, b: string): boolean {
  return TAG.exec(a) !== null && !a.startsWith("W/") && a === b;
}
