import type { Environ } from "@tsgi/core";
import { fill } from "./environ-request.ts";
import { lazyInherit } from "./lazy-inherit.ts";

/** A name of a field (RFC 9110, 5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** A value that Headers keep unchanged: no control characters, no white space around it. */
const VALUE = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;

/**
 * Replaces the Headers of a request, and creates the platform's own when code needs more than the value of one field. Its
 * prototype chain leads to that of Headers.
 */
export class LightHeaders {
  readonly #environ: Environ;
  #platform: Headers | undefined = undefined;

  /** Returns the platform's own Headers behind an object of this class. */
  static platformOf(headers: LightHeaders): Headers {
    if (headers.#platform === undefined) fill((headers.#platform = new Headers()), headers.#environ);
    return headers.#platform;
  }

  /** Connects the Headers of a Request that was created from this object: a change in one is then visible in the other. */
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
    // The platform throws the right error; it gets all arguments, since it counts them.
    return Reflect.apply(Headers.prototype.get, LightHeaders.platformOf(this), arguments);
  }

  has(name: string): boolean {
    if (this.#platform === undefined && isName(name)) return this.#environ.header(name) !== undefined;
    return Reflect.apply(Headers.prototype.has, LightHeaders.platformOf(this), arguments);
  }
}

/** Returns false for values other than strings: they would have to be converted first. */
function isName(name: unknown): name is string {
  return typeof name === "string" && NAME.test(name);
}

let isPrepared = false;

/** Returns the Headers of an environ. */
export function lightHeaders(environ: Environ): Headers {
  // On first use, not on import: a program may need none.
  if (!isPrepared) lazyInherit(LightHeaders.prototype, new Headers(), LightHeaders.platformOf);
  isPrepared = true;
  return new LightHeaders(environ) as unknown as Headers;
}
