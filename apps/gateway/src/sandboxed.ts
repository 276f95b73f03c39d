import type { Application, HeaderList } from "@tsgi/core";

/**
 * Keeps what an application sends from acting as its origin: a page of it has an origin of its own, and no script runs in
 * it (CSP, `sandbox`). For what answers with content and headers of the visitor's choosing, and shares its origin with
 * others. A policy that the answer has itself holds as well.
 */
export function sandboxed(app: Application): Application {
  const application: Application = (environ, startResponse) =>
    app(environ, (status, headers, error) =>
      startResponse(status, Array.isArray(headers) ? [...(headers as HeaderList), SANDBOX] : headers, error),
    );
  return Object.assign(application, { startup: app.startup, shutdown: app.shutdown });
}

const SANDBOX = ["Content-Security-Policy", "sandbox"] as const;
