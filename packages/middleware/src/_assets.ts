import type { Application, Body, Environ, StartResponse } from "@tsgi/core";

/** Where the platform keeps files: the binding of Workers' static assets, say. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** Headers that this exchange has its own of. */
const OF_CONNECTION = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "te",
  "trailer",
  "upgrade",
  "proxy-connection",
]);

/** Asks the platform for a file; the application where it has none. */
export async function serveAsset(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  assets: Assets,
  path: string,
): Promise<Body> {
  const headers = new Headers();
  for (const name of ["accept-encoding", "if-none-match", "if-modified-since", "if-range", "range"]) {
    const value = environ.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // The host does not matter to a binding, and a client does not choose it.
  const response = await assets.fetch(
    new Request(`https://assets.local/${path}`, { method: environ.method, headers, redirect: "manual" }),
  );
  if (response.status >= 300 && response.status !== 304) {
    await response.body?.cancel();
    return app(environ, startResponse);
  }
  startResponse(
    response.status,
    [...response.headers].filter(([name]) => !OF_CONNECTION.has(name)),
  );
  return response.body;
}
