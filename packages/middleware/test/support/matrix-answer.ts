import { expect } from "vitest";

/** The response, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The results of the matrix on one host. */
export interface MatrixHost {
  /** Asks below the place of the middleware. */
  ask(path: string, init?: RequestInit): Promise<Answer>;
  /** The codings of whole bodies, and of streams, that `compress` has here. */
  readonly whole: readonly string[];
  readonly streamed: readonly string[];
  /** The time to poll for what comes a moment after the response, in milliseconds. */
  readonly patience: number;
}

/** Proves that a middleware does its work. */
export type MatrixCheck = (host: MatrixHost) => Promise<void>;
export type MatrixChecks = Readonly<Record<string, MatrixCheck>>;

/** As the samples have it. */
export const LENGTH = 3200;

/** A host of the matrix, at the place of one middleware in front of one kind of application. */
export function matrixHost(url: string, place: string, rest: Omit<MatrixHost, "ask">): MatrixHost {
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(`${place}${path}`, url), { redirect: "manual", ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { ask, ...rest };
}

/** Asks until the answer is as it should be. */
export async function comesTo(
  { ask, patience: timeout }: MatrixHost,
  path: string,
  text: string | RegExp,
): Promise<void> {
  const expected = typeof text === "string" ? text : expect.stringMatching(text);
  await expect.poll(async () => (await ask(path)).text, { timeout }).toEqual(expected);
}

/** The parts of the request that a sample saw. */
export async function seen(answer: Promise<Answer>): Promise<unknown> {
  const { status, text } = await answer;
  expect(status).toBe(200);
  return JSON.parse(text);
}

export async function statusOf(answer: Promise<Answer>): Promise<number> {
  return (await answer).status;
}

/** The application's own answer came through. */
export function expectText({ status, text }: Answer, length: number = LENGTH): void {
  expect([status, text.length, text.slice(0, 16)]).toEqual([200, length, "Hello, visitor! "]);
}
