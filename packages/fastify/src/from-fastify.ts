import { TsgiError, type Application, type Body, type Environ, type StartResponse } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { checkOptions, show } from "@tsgi/core/server";
import { environOf as environOfRaw, fromNode, fromNodeChecks, type FromNodeOptions } from "@tsgi/node/from";

/** A Fastify instance, of Fastify 4 or 5: what is read of it. */
export interface FastifyApp {
  /** Answers a request of node:http. */
  routing(request: never, response: never): unknown;
  ready(): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
  readonly initialConfig: { readonly http2?: boolean | undefined };
}

/**
 * Makes a Fastify instance a TSGI application: it behaves as if Fastify itself listened, on every host that has Node's
 * modules. Its `ready` runs with the application's startup, its `close` with the shutdown.
 *
 * Where it is mounted, routes are matched by the path below the mount, as of a plugin without a prefix of its own;
 * `request.originalUrl` is the target as the client sent it, and `request.raw.baseUrl` the mount.
 *
 * What listens is the host: Fastify's options for its server (`https`, `connectionTimeout`, `requestTimeout`,
 * `keepAliveTimeout`, `serverFactory`) have no effect, those for requests (`bodyLimit`, `trustProxy`, `rewriteUrl`) do.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none, TSGI_OPTION_INVALID for one over HTTP/2; while it runs, what
 *   {@link fromNode} throws
 * @example
 * const fastify = Fastify();
 * fastify.get("/", async () => ({ hello: "world" }));
 * await serve(mount({ "/shop": fromFastify(fastify), "/": home }));
 */
export function fromFastify(instance: FastifyApp, options: FromNodeOptions = {}): Application {
  if (typeof instance?.routing !== "function" || typeof instance.ready !== "function") {
    throw new TsgiError(TSGI_APPLICATION_INVALID, show(instance));
  }
  if (instance.initialConfig?.http2 === true) {
    throw new TsgiError(TSGI_OPTION_INVALID, "http2 is true, and this package serves HTTP/1");
  }
  checkOptions("fastify/fromFastify", options, fromNodeChecks);
  const listener = fromNode(instance.routing, options);
  let isReady = false;
  const start = async (): Promise<void> => {
    await instance.ready();
    isReady = true;
  };
  const startFirst = async (environ: Environ, startResponse: StartResponse): Promise<Body> => {
    await start();
    return listener(environ, startResponse);
  };
  // A middleware may have dropped the startup: the first request does it then.
  const application: Application = (environ, startResponse) =>
    isReady ? listener(environ, startResponse) : startFirst(environ, startResponse);
  application.startup = start;
  application.shutdown = async () => void (await instance.close());
  return application;
}

/**
 * The environ behind a request: what middleware set, the peer's address, the prefix. Undefined for one that did not come by
 * {@link fromFastify}.
 *
 * @example
 * fastify.get("/", async (request) => (await sessionOf(environOf(request)!)).get("user"));
 */
export function environOf(request: { readonly raw: object }): Environ | undefined {
  return environOfRaw((request as { readonly raw: object } | undefined)?.raw as object);
}
