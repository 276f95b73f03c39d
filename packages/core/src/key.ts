import { show } from "./values.ts";
import { TSGI_KEY_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";

declare const valueType: unique symbol;

/** A typed name for a value that travels with the request. Two keys of the same name are two keys. */
export interface Key<T> {
  readonly name: string;
  readonly [valueType]?: T;
}

const NAME = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

/**
 * Makes a key for `environ.get` and `environ.set`.
 *
 * @param name lower case, dotted, beginning with the vendor: `auth.user` (PEP 3333, "environ Variables")
 * @throws TSGI_KEY_INVALID when the name has another form
 * @example
 * const user = createKey<{ id: number }>("auth.user");
 * environ.set(user, { id: 1 });
 * environ.get(user)?.id; // → 1
 */
/* @__NO_SIDE_EFFECTS__ */
export function createKey<T>(name: string): Key<T> {
  if (typeof name !== "string" || !NAME.test(name)) throw new TsgiError(TSGI_KEY_INVALID, show(name));
  return hostKey(name);
}

/**
 * For hosts: a key of the host's own, whose name is a constant and needs no look at its form.
 *
 * @example
 * export const workerEnv: Key<unknown> = hostKey("cloudflare.env");
 */
/* @__NO_SIDE_EFFECTS__ */
export function hostKey<T>(name: string): Key<T> {
  return Object.freeze({ name });
}
