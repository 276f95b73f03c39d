/**
 * What `instanceof` answers for a class whose instances are known by a method: true for those of every copy of this package,
 * since an upgrade of one package may install a second copy. A method, since no parsed JSON has one. Subclasses are told
 * apart in the ordinary way.
 */
export function hasBrand(branded: object, asked: object, value: unknown, brand: string): boolean {
  try {
    if (asked !== branded) return Function.prototype[Symbol.hasInstance].call(asked, value);
    return typeof (value as Record<string, unknown> | null | undefined)?.[brand] === "function";
  } catch {
    return false; // a Proxy whose traps throw: applications may throw anything
  }
}
