import type { Application, Body, HeaderList, Middleware } from "@tsgi/core";
import { createClient, type Client, type InProcessOptions } from "@tsgi/testing";
import { validate, type Violation } from "@tsgi/validator";
import { expect } from "vitest";

export const TEXT: HeaderList = [["content-type", "text/plain"]];

/** Answers in the shortest way. */
export const hello: Application = (_, startResponse) => {
  startResponse(200, TEXT);
  return "Hello";
};

/** Answers with a body, whatever it is. */
export function answers(body: unknown, status = 200, headers: HeaderList = TEXT): Application {
  return (_, startResponse) => {
    startResponse(status, headers);
    return body as Body;
  };
}

/** A validator on both sides of a middleware; both collect. */
export function linted(middleware: Middleware, app: Application): { app: Application; broken: string[] } {
  const broken: string[] = [];
  const collect =
    (side: string) =>
    ({ rule, seen }: Violation) =>
      void broken.push(`${side} ${rule.id}: ${seen}`);
  const inner = validate(app, { onViolation: collect("inner") });
  return { app: validate(middleware(inner), { onViolation: collect("outer") }), broken };
}

/** A client of a middleware around an application, between two validators: the end of its scope fails on what they saw. */
export function clientOf(
  middleware: Middleware,
  app: Application = hello,
  options: InProcessOptions = {},
): Client {
  const { app: checked, broken } = linted(middleware, app);
  const client = createClient(checked, options);
  const dispose = async (): Promise<void> => {
    await client.close();
    await turn();
    expect(broken).toEqual([]);
  };
  return new Proxy(client, {
    get: (target, name) => {
      if (name === Symbol.asyncDispose) return dispose;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A body that counts how often it was closed. */
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

/** One turn of the event loop, with the timers that are due. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
