import { mount, type Application } from "@tsgi/core";

/** Tells that the server is up, and which host runs it. */
const health: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({ status: "ok", host: environ.server.name });
};

/** The gateway: one application for every host. It imports nothing but @tsgi/core and uses web standards only. */
export const app: Application = mount({ "/health": health });
