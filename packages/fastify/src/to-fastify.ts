import { asApplication, type ApplicationLike } from "@tsgi/core";
import {
  aBoolean,
  basePathEnd,
  checkOptions,
  Exchange,
  handlerChecks,
  HostedApplication,
  type HandlerOptions,
} from "@tsgi/core/server";
import { NodeEnviron, nodeInfo } from "@tsgi/node/adapter";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { logOf } from "./_log.ts";
import { mountEnd } from "./_mount.ts";
import { FastifyTransport, isPayload, type FastifyMount } from "./_transport.ts";

/** Options of {@link toFastify}. The log is written to `request.log` by default, each text as a record of level `error`. */
export interface FastifyOptions extends HandlerOptions {
  /**
   * Takes `scheme` and `remoteAddress` from Fastify's `request.protocol` and `request.ip`, which follow its option
   * `trustProxy`. Default: false, they are those of the connection.
   */
  readonly trustProxy?: boolean | undefined;
}

/**
 * Returns a plugin for Fastify 5 that serves a TSGI application: it handles every method at the prefix and below it. No body
 * parser runs there, since the application reads the body itself; everything else in Fastify applies.
 *
 * The application starts when the server is ready, and its shutdown runs with `fastify.close()`. If it is registered several
 * times on one server, it starts and stops once.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * await fastify.register(toFastify(app), { prefix: "/api" });
 */
export function toFastify(app: ApplicationLike, options: FastifyOptions = {}): FastifyPluginAsync {
  checkOptions("fastify/toFastify", options, { ...handlerChecks, trustProxy: aBoolean });
  const { values, basePath = "", trustProxy = false } = options;
  const application = asApplication(app);
  const services = new WeakMap<object, HostedApplication>();
  const serviceOf = (instance: FastifyInstance): HostedApplication => {
    const known = services.get(instance.server);
    if (known !== undefined) return known;
    const log = options.log ?? logOf(instance.log);
    const service = new HostedApplication(application, nodeInfo("fastify", instance.version), log, values);
    services.set(instance.server, service);
    return service;
  };
  return async (instance) => {
    const service = serviceOf(instance);
    const errors = options.log && service.errors;
    const mount = { service, errors, trustProxy };
    instance.removeAllContentTypeParsers();
    // Also for a pattern: Fastify caches the parser of a pattern, but parses the type each time for `*`.
    for (const types of ["*", /^/]) instance.addContentTypeParser(types, leaveBody);
    instance.addHook("onReady", () => service.start());
    instance.addHook("onClose", () => service.stop());
    const handler = handlerOf(mount, instance, basePath);
    for (const url of ["/", "/*"]) {
      instance.route({ method: methodsFor(instance, url), url, exposeHeadRoute: false, handler });
    }
  };
}

/** Leaves the body unread, for the application. */
function leaveBody(
  _request: FastifyRequest,
  payload: unknown,
  parsed: (error: null, payload: unknown) => void,
): void {
  parsed(null, payload);
}

/** Returns all methods, without OPTIONS if a plugin already has a route for it, as @fastify/cors has at the root. */
function methodsFor(instance: FastifyInstance, url: string): string[] {
  const hasOptions = instance.hasRoute({ method: "OPTIONS", url: instance.prefix + url });
  return instance.supportedMethods.filter((method) => method !== "OPTIONS" || !hasOptions);
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | undefined;

function handlerOf(
  mount: FastifyMount,
  { prefix, initialConfig }: FastifyInstance,
  basePath: string,
): Handler {
  const { service } = mount;
  const endOfMount = mountEnd(prefix, skipsSlashes(initialConfig));
  return (request, reply) => {
    const { raw, body } = request;
    const transport = new FastifyTransport(reply, mount);
    const exchange = new Exchange(transport, service);
    const parts = transport.parts(raw.url!);
    if (parts === undefined) {
      transport.refuse(exchange);
      return undefined;
    }
    const { pathInfo, queryString } = parts;
    const mounted = endOfMount(pathInfo);
    const end = mounted + basePathEnd(pathInfo.slice(mounted), basePath);
    const isReplaced = isPayload(body) && body !== raw;
    const fields = isReplaced ? withoutLength(parts.fields) : parts.fields;
    const scriptName = pathInfo.slice(0, end);
    exchange.run(
      new NodeEnviron(exchange, raw.method!, scriptName, pathInfo.slice(end), queryString, fields),
    );
    return transport.outcome;
  };
}

/**
 * Returns true if Fastify ignores duplicate slashes. It is an option of the router; earlier versions had it at the top
 * level, where it is still accepted.
 */
function skipsSlashes({ routerOptions, ignoreDuplicateSlashes }: FastifyInstance["initialConfig"]): boolean {
  return (routerOptions?.ignoreDuplicateSlashes ?? ignoreDuplicateSlashes) === true;
}

/**
 * Removes the length and coding: a hook that replaces the body, for example to decompress it, leaves these fields unchanged.
 */
function withoutLength(fields: readonly string[]): string[] {
  const fitting: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    if (!/^content-(?:length|encoding)$/i.test(fields[i]!)) fitting.push(fields[i]!, fields[i + 1]!);
  }
  return fitting;
}
