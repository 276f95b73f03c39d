/** The same applications as TSGI applications behind one gateway, on their own or each between validators. */
import { mount, type Application } from "@tsgi/core";
import { fromFetch } from "@tsgi/fetch";
import { fromHono } from "@tsgi/hono";
import { validate } from "@tsgi/validator";
import { fetchApp, h3App, honoApp, ittyApp } from "./_existing.ts";

const scriptName = "keep"; // they know their base path

function gateway(check: (app: Application) => Application): Application {
  return check(
    mount({
      "/": check(fromFetch(fetchApp)),
      "/hono": check(fromHono(honoApp, { prefix: scriptName })),
      "/h3": check(fromFetch(h3App, { prefix: scriptName })),
      "/itty": check(fromFetch(ittyApp, { prefix: scriptName })),
    }),
  );
}

export const gateways: Readonly<Record<string, Application>> = {
  plain: gateway((app) => app),
  validated: gateway((app) => validate(app)),
};
