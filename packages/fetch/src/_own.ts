import type { Application } from "@tsgi/core";

/** Shared by every copy of this package: an upgrade of one package may install a second one. */
const own: unique symbol = /* @__PURE__ */ Symbol.for("tsgi.fetch.application") as never;

/** Records the application of a handler that adds nothing to it. */
export function rememberApplication(handler: object, application: Application): void {
  Object.assign(handler, { [own]: application });
}

/** Returns the application of a handler that adds nothing to it; undefined for any other value. */
export function applicationOf(handler: unknown): Application | undefined {
  return (handler as { readonly [own]?: Application } | null | undefined)?.[own];
}
