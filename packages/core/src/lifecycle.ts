import type { Application } from "./types.ts";

/**
 * Adds the lifecycles of inner applications to the application that wraps them. An outer application with its own startup or
 * shutdown is returned unchanged: it is responsible for the inner ones.
 */
export function withLifecycle(outer: Application, inner: Iterable<Application>): Application {
  const parts = [...new Set(inner)].filter((app) => app !== outer && (app.startup ?? app.shutdown));
  if (parts.length === 0 || outer.startup || outer.shutdown) return outer;
  const started: Application[] = [];
  const application: Application = (environ, startResponse) => outer(environ, startResponse);
  application.startup = async (server) => {
    try {
      for (const part of parts) {
        await part.startup?.(server);
        started.push(part);
      }
    } catch (error) {
      await stop(started).catch(() => {}); // the first failure is the one to report
      throw error;
    }
  };
  application.shutdown = () => stop(started);
  return application;
}

/** Stops applications in reverse order; if one fails, the others still stop. */
async function stop(started: Application[]): Promise<void> {
  const failures: unknown[] = [];
  for (let part = started.pop(); part; part = started.pop()) {
    try {
      await part.shutdown?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
