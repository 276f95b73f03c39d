/** Returns the value of a field in a flat list, duplicates joined, or undefined without one; `key` is in lower case. */
export function findJoined(list: readonly string[], key: string): string | undefined {
  let joined: string | undefined;
  for (let i = 0; i < list.length; i += 2) {
    if (!matches(list[i]!, key)) continue;
    const value = list[i + 1]!;
    joined = joined === undefined ? value : `${joined}${key === "cookie" ? "; " : ", "}${value}`;
  }
  return joined;
}

/** Returns every value of a field in a flat list, in order; `key` is in lower case. */
export function findAll(list: readonly string[], key: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < list.length; i += 2) {
    if (matches(list[i]!, key)) values.push(list[i + 1]!);
  }
  return values;
}

/**
 * Compares names regardless of case. Length and first letter come first: they rule out nearly every other name without a
 * copy.
 */
export function matches(name: string, key: string): boolean {
  if (name.length !== key.length) return false;
  // The two cases of a letter differ in one bit.
  if (((name.charCodeAt(0) ^ key.charCodeAt(0)) & ~0x20) !== 0) return false;
  return name === key || name.toLowerCase() === key;
}
