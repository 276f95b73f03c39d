/** One check for the options of all public functions. It rejects unknown options. */
import { show } from "./values.ts";
import { TSGI_OPTION_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";

/** A rule for the value of an option. */
export interface Check {
  is(value: unknown): boolean;
  /** Completes "must be …": `a function`. */
  readonly must: string;
}

/** A check for each option of a function; an option without one is rejected. */
export type Checks<Options> = { readonly [Name in keyof Options & string]?: Check };

/**
 * Checks the options of a function. An option that is undefined counts as not given.
 *
 * @param owner package and function: `express/toExpress`
 * @throws TSGI_OPTION_INVALID if the value is not an object, if an option is unknown, and if an option has another type
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: Options,
  checks: Checks<Options>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw optionError(owner, `options is ${show(options)}, must be an object`);
  for (const name in options) {
    const check = checks[name];
    const value: unknown = options[name];
    // A name of Object.prototype finds a value, but it is not a check.
    if (check?.must === undefined)
      throw optionError(
        owner,
        `there is no option ${show(name)}; there are: ${Object.keys(checks).join(", ")}`,
      );
    if (value !== undefined && !check.is(value))
      throw optionError(owner, `${name} is ${show(value)}, must be ${check.must}`);
  }
}

/**
 * Returns the error for an option that cannot be used. It names the package and the function.
 *
 * @param owner package and function: `express/toExpress`
 */
export function optionError(owner: string, seen: string): TsgiError {
  const [name, call] = owner.split("/");
  return new TsgiError({ ...TSGI_OPTION_INVALID, package: name! }, `${call}: ${seen}`);
}

export const aBoolean: Check = { is: (value) => typeof value === "boolean", must: "a boolean" };
export const aFunction: Check = { is: (value) => typeof value === "function", must: "a function" };
export const aText: Check = {
  is: (value) => typeof value === "string" && value !== "",
  must: "a string that is not empty",
};

/** A limit in bytes. In particular `NaN` is rejected: it would let everything pass. */
export const aLimit: Check = {
  is: (value) => typeof value === "number" && value >= 0,
  must: "a number of bytes, 0 or more",
};

/** A whole number, both bounds included. */
export function anInteger(least: number, most: number, unit = ""): Check {
  return {
    is: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    must: `a whole number${unit} from ${least} to ${most}`,
  };
}

export function oneOf(...values: readonly unknown[]): Check {
  return { is: (value) => values.includes(value), must: values.map(show).join(" or ") };
}

/** The maximum of a timer in milliseconds, 24 days: a timer that is set for longer fires immediately. */
export const LONGEST_TIMER = 2_147_483_647;
