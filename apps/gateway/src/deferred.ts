import type { Application } from "@tsgi/core";

/** An application that is made when the first request comes: of what a Worker can do then, and not while it starts. */
export function deferred(make: () => Application): Application {
  let made: Application | undefined;
  return (environ, startResponse) => (made ??= make())(environ, startResponse);
}
