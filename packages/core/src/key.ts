import { show } from "./values.ts";
import { TSGI_KEY_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";

declare const valueType: unique symbol;

/** A typed key for a value that belongs to a request. Two keys with the same name are different keys. */
export interface Key<T> {
  readonly name: string;
  readonly [valueType]?: T;
}

const NAME = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

/**
 * Creates a key for `environ.get` and `environ.set`.
 *
 * @param name lower case and dotted, with the vendor first: `auth.user` (PEP 3333, "environ Variables")
 * @throws TSGI_KEY_INVALID if the name has another form
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
 * For hosts: creates a key of the host's own. The name is a constant, so its form is not checked.
 *
 * @example
 * export const workerEnv: Key<unknown> = hostKey("cloudflare.env");
 */
/* @__NO_SIDE_EFFECTS__ */
export function hostKey<T>(name: string): Key<T> {
  return Object.freeze({ name });
}
