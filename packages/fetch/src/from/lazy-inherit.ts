/**
 * Gives a prototype of ours all that the platform's has besides, done by the platform's own object that an instance stands
 * for. Where the platform keeps what it needs under symbols, it finds it on ours, too.
 *
 * @param sample an object of the platform's class
 * @param realOf gives the platform's object for an instance, makes it when there is none
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

/** Tells a class that the platform has made of JavaScript, whose objects cost more than native ones and can be stood for. */
export function isScript(platform: object): boolean {
  return !/\[native code\]/.test(Function.prototype.toString.call(platform));
}
