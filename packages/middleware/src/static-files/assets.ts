import type { Application, Body, Environ, StartResponse } from "@tsgi/core";
import { checkResult, type Check } from "../shared/options.ts";

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

/**
 * Asks the platform for a file; the application where it has none. A platform has its own way with folders: it is asked for
 * the folder, which it may answer or send elsewhere for, and for the index only where it does not know folders.
 *
 * @param path of the file, with the index of a folder; not encoded
 */
export async function serveAsset(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  assets: Assets,
  path: string,
): Promise<Body> {
  const isFolder = environ.segments.at(-1) === "";
  const file = path.split("/").map(encodeURIComponent).join("/");
  let response = await ask(environ, assets, isFolder ? file.slice(0, file.lastIndexOf("/") + 1) : file);
  if (isFolder && response.status === 404) {
    await response.body?.cancel();
    response = await ask(environ, assets, file);
  }
  const location = response.headers.get("location") ?? "";
  // A place below the root, and never another host.
  if (response.status >= 301 && /^\/(?![/\\])/.test(location)) {
    await response.body?.cancel();
    const query = environ.queryString === "" ? "" : `?${environ.queryString}`;
    startResponse(response.status, [["location", environ.scriptName + location + query]]);
    return null;
  }
  if (response.status >= 300 && response.status !== 304) {
    await response.body?.cancel();
    return app(environ, startResponse);
  }
  try {
    startResponse(
      response.status,
      [...response.headers].filter(([name]) => !OF_CONNECTION.has(name)),
    );
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  return response.body;
}

const aResponse: Check = {
  is: (value) =>
    Number.isInteger((value as Response | null | undefined)?.status) &&
    typeof (value as Response).headers?.get === "function",
  must: "a Response by its fetch",
};

async function ask(environ: Environ, assets: Assets, path: string): Promise<Response> {
  const headers = new Headers();
  for (const name of ["accept-encoding", "if-none-match", "if-modified-since", "if-range", "range"]) {
    const value = environ.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // The host does not matter to a binding, and a client does not choose it.
  const request = new Request(`https://assets.local/${path}`, {
    method: environ.method,
    headers,
    redirect: "manual",
  });
  return checkResult("staticFiles", "assets", await assets.fetch(request), aResponse);
}
