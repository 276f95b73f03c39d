import { mount, type Application } from "@tsgi/core";
import { fromExpress } from "@tsgi/express";
import { fromFastify } from "@tsgi/fastify";
import { fromHono } from "@tsgi/hono";
import { settings } from "#settings";
import { createFiles } from "./apps/files/index.ts";
import { createNotes } from "./apps/notes/index.ts";
import { createShop } from "./apps/shop/index.ts";
import { apiChain, chain, filesChain, verbatimChain } from "./chain.ts";
import { deferred } from "./deferred.ts";
import { health } from "./health.ts";
import { httpbin } from "./httpbin/index.ts";
import { kinds } from "./kinds/index.ts";
import { errorPages } from "./look/error-pages.ts";
import { page } from "./page/index.ts";
import { resource } from "./resource.ts";
import { sandboxed } from "./sandboxed.ts";
import { randomSecret } from "./settings.ts";
import { openStorage } from "./storage.ts";

const storage = await openStorage(settings.storage);
const files = createFiles({ storage, basePath: "/files", home: "/" });
// Fastify makes its routes with `new Function`, which a Worker may use while it starts, and not later.
await files.ready();

/** The gateway: one application for every host, whatever the frameworks behind it. */
export const app: Application = mount({
  "/": errorPages("")(chain(page)),
  "/health": errorPages("/health")(chain(resource(health))),
  // It sends what a visitor chooses: where it shares an origin with the others, it must not speak for it.
  "/httpbin": sandboxed(verbatimChain(httpbin)),
  "httpbin.localhost": verbatimChain(httpbin),
  "/api": errorPages("/api")(apiChain(fromHono(createNotes({ storage, basePath: "/api", home: "/" })))),
  "notes.localhost": apiChain(fromHono(createNotes({ storage }))),
  "/shop": chain(
    deferred(() =>
      fromExpress(createShop({ storage, home: "/", secret: settings.secret ?? randomSecret() })),
    ),
  ),
  "/files": filesChain(fromFastify(files)),
  "/kinds": errorPages("/kinds")(chain(kinds)),
});
