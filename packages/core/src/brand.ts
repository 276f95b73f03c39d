/**
 * Implements `instanceof` for a class whose instances carry a brand: true for instances from any copy of this package, since
 * an upgrade of one package may install a second copy. The brand is a method, since parsed JSON never has one. Subclasses
 * use the ordinary `instanceof`.
 */
export function hasBrand(branded: object, asked: object, value: unknown, brand: string): boolean {
  try {
    if (asked !== branded) return Function.prototype[Symbol.hasInstance].call(asked, value);
    return typeof (value as Record<string, unknown> | null | undefined)?.[brand] === "function";
  } catch {
    return false; // a Proxy whose traps throw: an application may throw any value
  }
}
