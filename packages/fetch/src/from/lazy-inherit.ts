/**
 * Makes our prototype inherit from the platform's, and adds all members that ours lacks: each forwards to the platform's
 * object behind an instance, which is created on first use. Values that the platform keeps under symbols are visible on
 * ours, too.
 *
 * @param sample an object of the platform's class
 * @param realOf returns the platform's object behind an instance, and creates it if necessary
 */
export function lazyInherit<T extends object>(own: T, sample: object, realOf: (instance: T) => object): void {
  const prototype = Object.getPrototypeOf(sample) as object;
  for (const key of [...Reflect.ownKeys(prototype), ...Object.getOwnPropertySymbols(sample)]) {
    if (Object.hasOwn(own, key)) continue;
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
    if (method !== undefined && typeof method !== "function") continue; // a constant, to be inherited
    const property: PropertyDescriptor & ThisType<T> =
      typeof method === "function"
        ? {
            writable: true,
            value(...args: unknown[]) {
              return Reflect.apply(method, realOf(this), args);
            },
          }
        : {
            get() {
              return Reflect.get(realOf(this), key);
            },
          };
    Object.defineProperty(own, key, { configurable: true, ...property });
  }
  Object.setPrototypeOf(own, prototype);
}

/** Returns true for a class that the platform wrote in JavaScript: its objects cost more than native ones, and can be imitated. */
export function isScript(platform: object): boolean {
  return !/\[native code\]/.test(Function.prototype.toString.call(platform));
}
