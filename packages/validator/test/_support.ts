import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Application, Environ, TsgiError } from "@tsgi/core";
import { hello, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron, type EnvironOptions, type RequestOptions } from "@tsgi/testing";
import { validate, type ValidateOptions } from "@tsgi/validator";

/** The part of a server that a scenario needs: it calls the application in its own way. */
export type Server = (app: Application) => unknown;

/** An application on a server; the defaults follow every rule. */
export interface Scenario {
  readonly app?: Application;
  readonly server?: Server;
  readonly options?: Omit<ValidateOptions, "onViolation">;
}

/** A scenario that breaks one rule and no other, and a similar one that follows it. */
export interface Pair {
  readonly breaks: Scenario;
  readonly keeps: Scenario;
}

/** Runs a scenario and returns the broken rules, one entry per violation. */
export async function brokenRules({ app = hello, server = client(), options }: Scenario): Promise<string[]> {
  const broken: string[] = [];
  const validated = validate(app, { ...options, onViolation: ({ rule }) => void broken.push(rule.id) });
  await server(validated);
  await turn();
  return broken;
}

/** Sends one request to the in-process server, which follows every rule, and reads the response to its end. */
export function client(method = "GET", options: RequestOptions = {}): Server {
  return async (app) => {
    await using asked = createClient(app, { rethrow: false });
    const response = await asked.request(method, "/", options);
    await response.bytes().catch(() => {}); // the application's error
    await response.finished;
  };
}

/** A server that calls the application with these arguments, reads nothing, and catches errors, as servers do. */
export function calling(...args: unknown[]): Server {
  return async (app) => {
    try {
      await (app as (...args: unknown[]) => unknown)(...args);
    } catch {
      // Violations are collected, not thrown.
    }
  };
}

/** A server that passes an environ with some invalid fields. */
export function passing(fields: Partial<Record<keyof Environ, unknown>>, options?: EnvironOptions): Server {
  return calling(environWith(fields, options), () => {});
}

export function environWith(
  fields: Partial<Record<keyof Environ, unknown>>,
  options?: EnvironOptions,
): Environ {
  const environ = createEnviron(options);
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(environ, name, { value });
  return environ;
}

/** Runs a function that throws, and returns the error. */
export function thrownBy(run: () => unknown): TsgiError {
  try {
    run();
  } catch (error) {
    return error as TsgiError;
  }
  throw new Error("nothing was thrown");
}

/** Collects garbage, and lets finalizers run. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  // The first collection may keep objects that the running frame still references.
  for (let i = 0; i < 3; i++) {
    await turn();
    gc();
  }
  await turn();
}
