import type { Application } from "@tsgi/core";

/** Returns the parts of the target as JSON. */
export const showTarget: Application = (environ, startResponse) => {
  const { scriptName, pathInfo, queryString, target } = environ;
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({ scriptName, pathInfo, queryString, target });
};

/** Echoes the request body with its type. `x-length` has the length that the header declares. */
export const echo: Application = async (environ, startResponse) => {
  const bytes = await environ.input.bytes();
  startResponse(200, [
    ["content-type", environ.contentType ?? "application/octet-stream"],
    ["x-length", String(environ.contentLength)],
    ["x-encoding", String(environ.header("content-encoding"))],
  ]);
  return bytes;
};
