import type { Application } from "@tsgi/core";

/** Tells that the server is up, and which host runs it. */
export const health: Application = (environ, startResponse) => {
  startResponse(200, [
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
  ]);
  return JSON.stringify({ status: "ok", host: environ.server.name });
};
