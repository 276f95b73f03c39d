interface Builtins {
  getBuiltinModule?(id: string): unknown;
}

/**
 * A module that the platform has built in, `node:zlib` say; undefined where it has none. Nothing is loaded before it is
 * asked for, and a bundler finds nothing to bundle.
 */
export function builtin<T>(id: string): T | undefined {
  const { process } = globalThis as { process?: Builtins };
  return process?.getBuiltinModule?.(id) as T | undefined;
}
