/** Marks the instances of a class by a name that every copy of this package knows. */
export function addBrand(branded: { readonly prototype: object }, brand: symbol): void {
  Object.defineProperty(branded.prototype, brand, { value: true });
}

/**
 * What `instanceof` answers for a branded class: true for the instances of every copy of this package, since an upgrade of
 * one package may install a second copy. Subclasses are told apart in the ordinary way.
 */
export function hasBrand(branded: object, asked: object, value: unknown, brand: PropertyKey): boolean {
  try {
    if (asked !== branded) return Function.prototype[Symbol.hasInstance].call(asked, value);
    return typeof value === "object" && value !== null && brand in value;
  } catch {
    return false; // a Proxy whose traps throw: applications may throw anything
  }
}
