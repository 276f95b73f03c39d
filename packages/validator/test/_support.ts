import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Application, Environ, TsgiError } from "@tsgi/core";
import { hello, turn } from "@tsgi/harness/linted";
import { createClient, createEnviron, type EnvironOptions, type RequestOptions } from "@tsgi/testing";
import { validate, type ValidateOptions } from "@tsgi/validator";

/** A server as far as a scenario needs one: calls the application in its own way. */
export type Server = (app: Application) => unknown;

/** An application on a server; the default ones keep to every rule. */
export interface Scenario {
  readonly app?: Application;
  readonly server?: Server;
  readonly options?: Omit<ValidateOptions, "onViolation">;
}

/** One scenario that breaks a rule and no other, and one that comes close and keeps it. */
export interface Pair {
  readonly breaks: Scenario;
  readonly keeps: Scenario;
}

/** Runs a scenario; gives the rules that were broken, each once for each time. */
export async function brokenRules({ app = hello, server = client(), options }: Scenario): Promise<string[]> {
  const broken: string[] = [];
  const validated = validate(app, { ...options, onViolation: ({ rule }) => void broken.push(rule.id) });
  await server(validated);
  await turn();
  return broken;
}

/** The in-process server, which keeps to every rule, asked once and read to the end. */
export function client(method = "GET", options: RequestOptions = {}): Server {
  return async (app) => {
    await using asked = createClient(app, { rethrow: false });
    const response = await asked.request(method, "/", options);
    await response.bytes().catch(() => {}); // what the application threw
    await response.finished;
  };
}

/** A server that calls the application with this, reads nothing, and traps what is thrown, as servers do. */
export function calling(...args: unknown[]): Server {
  return async (app) => {
    try {
      await (app as (...args: unknown[]) => unknown)(...args);
    } catch {
      // What was broken is collected, not thrown.
    }
  };
}

/** A server that passes an environ of which some fields were replaced by what does not belong there. */
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

/** Runs what throws, and gives what was thrown. */
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
  // One collection may leave what the running frame still names.
  for (let i = 0; i < 3; i++) {
    await turn();
    gc();
  }
  await turn();
}
