/** Returns the plain IPv4 address of a peer that an IPv6 socket reports as `::ffff:`; any other address unchanged. */
export function plainAddress(address = ""): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** Returns fields as an object with names in lower case: one value, or several in their order. */
export function grouped(fields: readonly string[]): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = Object.create(null);
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!.toLowerCase();
    const before = object[name];
    object[name] = before === undefined ? fields[i + 1]! : [before, fields[i + 1]!].flat();
  }
  return object;
}
