interface Builtins {
  getBuiltinModule?(id: string): unknown;
}

/**
 * Returns a built-in module of the platform, for example `node:zlib`; undefined if it has none. The module is loaded on
 * demand, and a bundler finds nothing to bundle.
 */
export function builtin<T>(id: string): T | undefined {
  const { process } = globalThis as { process?: Builtins };
  return process?.getBuiltinModule?.(id) as T | undefined;
}
