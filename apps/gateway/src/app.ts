import { mount, type Application } from "@tsgi/core";
import { httpbin } from "./httpbin/index.ts";

/** Tells that the server is up, and which host runs it. */
const health: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "application/json"]]);
  return JSON.stringify({ status: "ok", host: environ.server.name });
};

/** The gateway: one application for every host. It needs @tsgi/core and web standards, and no host's own modules. */
export const app: Application = mount({ "/health": health, "/httpbin": httpbin });
