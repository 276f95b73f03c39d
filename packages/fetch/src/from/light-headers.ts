import type { Environ } from "@tsgi/core";
import { fill } from "./environ-request.ts";
import { lazyInherit } from "./lazy-inherit.ts";

/** A name of a field (RFC 9110, 5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** A value that Headers hold as it is: no control characters, no white space around it. */
const VALUE = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;

/**
 * Stands for the Headers of a request, and makes the platform's own when more is asked than what one field holds. Its
 * prototype chain leads to that of Headers.
 */
export class LightHeaders {
  readonly #environ: Environ;
  #platform: Headers | undefined = undefined;

  /** The platform's own Headers that an object of this class stands for. */
  static platformOf(headers: LightHeaders): Headers {
    if (headers.#platform === undefined) fill((headers.#platform = new Headers()), headers.#environ);
    return headers.#platform;
  }

  /** From now on it stands for these, those of a Request that was made of it: a change in one is seen in the other. */
  static replace(headers: Headers, platform: Headers): void {
    (headers as unknown as LightHeaders).#platform = platform;
  }

  constructor(environ: Environ) {
    this.#environ = environ;
  }

  get(name: string): string | null {
    if (this.#platform === undefined && isName(name)) {
      const value = this.#environ.header(name);
      if (value === undefined) return null;
      if (VALUE.test(value)) return value;
    }
    // Whatever is wrong, the platform says it; with as many arguments as it was called with, since it counts them.
    return Reflect.apply(Headers.prototype.get, LightHeaders.platformOf(this), arguments);
  }

  has(name: string): boolean {
    if (this.#platform === undefined && isName(name)) return this.#environ.header(name) !== undefined;
    return Reflect.apply(Headers.prototype.has, LightHeaders.platformOf(this), arguments);
  }
}

/** What is no string has to become one first. */
function isName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name);
}

let isPrepared = false;

/** Headers of an environ. */
export function lightHeaders(environ: Environ): Headers {
  // Not done on import: a bundle may need none.
  if (!isPrepared) lazyInherit(LightHeaders.prototype, new Headers(), LightHeaders.platformOf);
  isPrepared = true;
  return new LightHeaders(environ) as unknown as Headers;
}
