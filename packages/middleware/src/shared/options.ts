import type { TsgiError } from "@tsgi/core";
import {
  checkOptions as checkOptionsOf,
  isThenable,
  optionError as errorOf,
  show,
  type Check,
} from "@tsgi/core/server";

export { aBoolean, aFunction, aText, oneOf, type Check } from "@tsgi/core/server";

/** The options of a middleware that has none. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * Checks options once, when a middleware is created.
 *
 * @param owner the function that takes them
 * @throws TSGI_OPTION_INVALID with the option and the value
 */
export function checkOptions<T extends object>(
  owner: string,
  options: T,
  checks: Readonly<Record<keyof T & string, Check>>,
): void {
  checkOptionsOf(`middleware/${owner}`, options, checks);
}

/** Makes the error of one option. */
export function optionError(owner: string, name: string, value: unknown, must: string): TsgiError {
  return errorOf(`middleware/${owner}`, `${name} is ${show(value)}, must be ${must}`);
}

/**
 * Checks the result of an option's function: a default in place of an invalid result could remove a limit.
 *
 * @throws TSGI_OPTION_INVALID with the option and the value
 */
export function checkResult<T>(owner: string, name: string, value: unknown, check: Check): T {
  if (check.is(value)) return value as T;
  const isPromise = isThenable(value);
  // The error below says what is wrong; an unhandled rejection of the promise would end the process.
  if (isPromise) Promise.resolve(value).catch(() => {});
  const result = isPromise ? "a promise" : show(value);
  throw errorOf(`middleware/${owner}`, `${name} returned ${result}, must return ${check.must}`);
}

export const aToken: Check = {
  is: (value) => typeof value === "string" && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value),
  must: "an RFC 9110 token",
};
export const aFieldValue: Check = {
  is: (value) => typeof value === "string" && /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(value),
  must: "the value of a header: printable ASCII",
};
export const aPath: Check = {
  is: (value) => typeof value === "string" && /^\/[^?#\s]*$/.test(value),
  must: 'a path that begins with "/", without a query',
};
export const anObject: Check = {
  is: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  must: "an object",
};

export function anInteger(least: number, most: number = Number.MAX_SAFE_INTEGER): Check {
  return {
    is: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    must:
      most === Number.MAX_SAFE_INTEGER
        ? `an integer of ${least} or more`
        : `an integer from ${least} to ${most}`,
  };
}

export function either(...checks: readonly Check[]): Check {
  return {
    is: (value) => checks.some((check) => check.is(value)),
    must: checks.map(({ must }) => must).join(", or "),
  };
}

export function listOf(check: Check): Check {
  return {
    is: (value) => Array.isArray(value) && value.every((item) => check.is(item)),
    must: `an array, each ${check.must}`,
  };
}
