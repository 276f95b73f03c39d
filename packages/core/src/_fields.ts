/** The first value of a field in a flat list; `key` is in lower case. */
export function findFirst(list: readonly string[], key: string): string | undefined {
  for (let i = 0; i < list.length; i += 2) {
    if (matches(list[i]!, key)) return list[i + 1];
  }
  return undefined;
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
