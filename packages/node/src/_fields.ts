/** An IPv4 address that came over an IPv6 socket is written as the IPv4 address it is. */
export function plainAddress(address = ""): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/** Fields as an object, in lower case: one value, or several in their order. */
export function grouped(fields: readonly string[]): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = Object.create(null);
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i]!.toLowerCase();
    const before = object[name];
    object[name] = before === undefined ? fields[i + 1]! : [before, fields[i + 1]!].flat();
  }
  return object;
}
