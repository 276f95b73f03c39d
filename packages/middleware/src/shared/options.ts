import { TsgiError } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { isThenable, show } from "@tsgi/core/server";

/** A check of the value of an option. */
export interface Check {
  is(value: unknown): boolean;
  /** Completes "must be …". */
  readonly must: string;
}

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
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid(owner, `its options are ${show(options)}, not an object`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks).join(", ") || "none";
      throw invalid(owner, `there is no option ${show(name)}; there are: ${known}`);
    }
    const check = checks[name as keyof T & string];
    if (value !== undefined && !check.is(value)) throw optionError(owner, name, value, check.must);
  }
}

/** Makes the error of one option. */
export function optionError(owner: string, name: string, value: unknown, must: string): TsgiError {
  return invalid(owner, `${name} is ${show(value)}, must be ${must}`);
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
  throw invalid(
    owner,
    `${name} returned ${isPromise ? "a promise" : show(value)}, must return ${check.must}`,
  );
}

function invalid(owner: string, seen: string): TsgiError {
  return new TsgiError({ ...TSGI_OPTION_INVALID, package: "middleware" }, `${owner}: ${seen}`);
}

export const aBoolean: Check = { is: (value) => typeof value === "boolean", must: "true or false" };
export const aFunction: Check = { is: (value) => typeof value === "function", must: "a function" };
export const aText: Check = {
  is: (value) => typeof value === "string" && value !== "",
  must: "a string that is not empty",
};
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

export function oneOf(...values: readonly unknown[]): Check {
  return { is: (value) => values.includes(value), must: values.map(show).join(" or ") };
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
