import type { Application, Body, Environ, StartResponse } from "@tsgi/core";
import { checkResult, type Check } from "../shared/options.ts";

/** The files of a platform, for example the binding of Workers' static assets. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** Headers that belong to the other connection. */
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
 * Requests a file from the platform, and runs the application if there is none. Platforms treat folders differently: it
 * requests the folder first, for which the platform may send a file or a redirect, and the index only if the platform does
 * not find the folder.
 *
 * @param path path of the file, with the index of a folder; not encoded
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
  // Only a path below the root, never another host.
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
  must: "a Response from its fetch",
};

async function ask(environ: Environ, assets: Assets, path: string): Promise<Response> {
  const headers = new Headers();
  for (const name of ["accept-encoding", "if-none-match", "if-modified-since", "if-range", "range"]) {
    const value = environ.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // A binding ignores the host, and the client must not choose it.
  const request = new Request(`https://assets.local/${path}`, {
    method: environ.method,
    headers,
    redirect: "manual",
  });
  return checkResult("staticFiles", "assets", await assets.fetch(request), aResponse);
}
