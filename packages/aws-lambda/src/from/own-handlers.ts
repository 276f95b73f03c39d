import type { Application } from "@tsgi/core";

/** The applications of handlers that toLambda and toLambdaStream made without options. */
const applications = new WeakMap<object, Application>();

export function rememberApplication(handler: object, options: object, application: Application): void {
  if (Object.values(options).every((value) => value === undefined)) applications.set(handler, application);
}

export function applicationOf(handler: object): Application | undefined {
  return applications.get(handler);
}
