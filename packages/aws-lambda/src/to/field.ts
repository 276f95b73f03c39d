/** Returns the value of a field, or undefined; `key` is in lower case. */
export function findField(fields: readonly string[], key: string): string | undefined {
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!;
    if (name.length === key.length && (name === key || name.toLowerCase() === key)) return fields[i + 1];
  }
  return undefined;
}
