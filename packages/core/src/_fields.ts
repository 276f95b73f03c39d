/** The value of a field in a flat list, its duplicates joined; `key` is in lower case. */
export function findJoined(list: readonly string[], key: string): string | undefined {
  let joined: string | undefined;
  for (let i = 0; i < list.length; i += 2) {
    if (!matches(list[i]!, key)) continue;
    const value = list[i + 1]!;
    joined = joined === undefined ? value : `${joined}${key === "cookie" ? "; " : ", "}${value}`;
  }
  return joined;
}

/** Every value of a field in a flat list, in order; `key` is in lower case. */
export function findAll(list: readonly string[], key: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < list.length; i += 2) {
    if (matches(list[i]!, key)) values.push(list[i + 1]!);
  }
  return values;
}

/** The length is compared first: it rules out nearly every other name without a copy. */
export function matches(name: string, key: string): boolean {
  return name.length === key.length && (name === key || name.toLowerCase() === key);
}
