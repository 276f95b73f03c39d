import { show } from "./values.ts";
import { TSGI_APPLICATION_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, ApplicationClass, ApplicationLike } from "./types.ts";

/**
 * Makes an application of everything that may stand for one: a function (async, generator and bound ones too), an
 * object with `handle`, or a class whose instances are iterable. Called once, when the application is registered.
 * A function is given back as it is, and for the same object or class the same application is given each time, so that
 * one that is registered at several places starts and stops once.
 *
 * @throws TSGI_APPLICATION_INVALID for anything else
 * @example
 * const app = asApplication({
 *   startup: () => db.connect(),
 *   handle: (environ, startResponse) => {
 *     startResponse(204, []);
 *     return null;
 *   },
 *   shutdown: () => db.close(),
 * });
 */
export function asApplication(app: ApplicationLike): Application {
  if (typeof app === "function")
    return isClass(app) ? fromClass(app as ApplicationClass) : (app as Application);
  if (typeof app !== "object" || app === null || typeof app.handle !== "function") {
    throw new TsgiError(TSGI_APPLICATION_INVALID, show(app));
  }
  const known = made.get(app);
  if (known) return known;
  const application: Application = (environ, startResponse) => app.handle(environ, startResponse);
  if (app.startup) application.startup = (server) => app.startup?.(server);
  if (app.shutdown) application.shutdown = () => app.shutdown?.();
  made.set(app, application);
  return application;
}

/** What was made of objects and classes. */
const made = new WeakMap<object, Application>();

/** Only a class has a `prototype` that cannot be assigned (ECMA-262, ClassDefinitionEvaluation). */
export function isClass(app: object): app is new (...args: never[]) => unknown {
  return Object.getOwnPropertyDescriptor(app, "prototype")?.writable === false;
}

function fromClass(Class: ApplicationClass): Application {
  const application = made.get(Class) ?? ((environ, startResponse) => new Class(environ, startResponse));
  made.set(Class, application);
  return application;
}
