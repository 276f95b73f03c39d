import type { Application } from "@tsgi/core";

/** Reports that the server is up, and the host that runs it. */
export const health: Application = (environ, startResponse) => {
  startResponse(200, [
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
  ]);
  return JSON.stringify({ status: "ok", host: environ.server.name });
};
