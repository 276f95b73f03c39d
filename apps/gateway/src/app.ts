import { mount, type Application } from "@tsgi/core";
import { health } from "./health.ts";
import { httpbin } from "./httpbin/index.ts";
import { page } from "./page/index.ts";
import { resource } from "./resource.ts";

/** The gateway: one application for every host. It needs @tsgi/core and web standards, and no host's own modules. */
export const app: Application = mount({ "/": page, "/health": resource(health), "/httpbin": httpbin });
