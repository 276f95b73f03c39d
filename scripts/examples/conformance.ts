/** For pages about the suite: a started host. */
import type { StartHost } from "@tsgi/conformance";
import { serve } from "@tsgi/node";

export const start: StartHost = async (app) => serve(app, { port: 0, signals: false });
