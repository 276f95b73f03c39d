import { TsgiError, type Application, type Body, type Environ, type StartResponse } from "@tsgi/core";
import { TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { checkOptions, show } from "@tsgi/core/server";
import { environOf as environOfRaw, fromNode, fromNodeChecks, type FromNodeOptions } from "@tsgi/node/from";

/** The parts of an instance of Fastify 4 or 5 that TSGI uses. */
export interface FastifyApp {
  /** Handles a request of node:http. */
  routing(request: never, response: never): unknown;
  ready(): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
  readonly initialConfig: { readonly http2?: boolean | undefined };
}

/**
 * Returns a TSGI application that runs a Fastify instance. It behaves as if Fastify itself were listening, on every host
 * that has Node's modules. Startup runs the instance's `ready`, shutdown its `close`.
 *
 * Below a mount, routes match the rest of the path, as in a plugin without a prefix of its own; `request.originalUrl` is the
 * target as the client sent it, and `request.raw.baseUrl` the mount.
 *
 * The host listens, not Fastify: its options for the server (`https`, `connectionTimeout`, `requestTimeout`,
 * `keepAliveTimeout`, `serverFactory`) have no effect; those for requests (`bodyLimit`, `trustProxy`, `rewriteUrl`) do.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not a Fastify instance, TSGI_OPTION_INVALID if an option is invalid, or if the
 *   instance has `http2`; per request, the errors of {@link fromNode}
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
    throw new TsgiError(TSGI_OPTION_INVALID, "http2 is true, but this package serves only HTTP/1");
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
  // A middleware may have dropped the startup: the first request then runs it.
  const application: Application = (environ, startResponse) =>
    isReady ? listener(environ, startResponse) : startFirst(environ, startResponse);
  application.startup = start;
  application.shutdown = async () => void (await instance.close());
  return application;
}

/**
 * Returns the environ of a request: values that middleware set, the peer's address, the prefix. Returns undefined if the
 * request did not come through {@link fromFastify}.
 *
 * @example
 * fastify.get("/", async (request) => (await sessionOf(environOf(request)!)).get("user"));
 */
export function environOf(request: { readonly raw: object }): Environ | undefined {
  return environOfRaw((request as { readonly raw: object } | undefined)?.raw as object);
}
