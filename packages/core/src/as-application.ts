import { show } from "./values.ts";
import { TSGI_APPLICATION_INVALID } from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Application, ApplicationClass, ApplicationLike } from "./types.ts";

/**
 * Returns the application for any value of a supported form: a function (async, generator or bound), an object with
 * `handle`, or a class whose instances are iterable. Call it once, when the application is registered. A function is
 * returned unchanged. The same object or class always yields the same application, so one that is registered several times
 * starts and stops once.
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

/** The applications made from objects and classes. */
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
