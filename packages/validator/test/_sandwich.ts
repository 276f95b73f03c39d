import type { Application, Middleware } from "@tsgi/core";
import { validate, type Violation } from "@tsgi/validator";

/** Puts a validator on both sides of a middleware; both collect violations. */
export function sandwich(middleware: Middleware, app: Application): { app: Application; broken: string[] } {
  const broken: string[] = [];
  const collect =
    (side: string) =>
    ({ rule }: Violation) =>
      void broken.push(`${side} ${rule.id}`);
  const inner = validate(app, { onViolation: collect("inner") });
  return { app: validate(middleware(inner), { onViolation: collect("outer") }), broken };
}

/** A body that counts how many times it was closed. */
export class Counted implements AsyncIterable<string> {
  closed = 0;
  readonly #chunks: Iterator<string>;

  constructor(chunks: Iterable<string>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: async () => this.#chunks.next(),
      return: async () => {
        this.closed++;
        return { done: true, value: undefined };
      },
    };
  }
}
