import { asApplication, type ApplicationLike, type ErrorLog } from "@tsgi/core";
import { checkOptions, Exchange, HostedApplication, type InitialValues } from "@tsgi/core/server";
import { NodeEnviron, nodeInfo } from "@tsgi/node/adapter";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { logOf } from "./_log.ts";
import { mountEnd } from "./_mount.ts";
import { FastifyTransport, isPayload, type FastifyMount } from "./_transport.ts";

/** How {@link toFastify} runs an application. */
export interface FastifyOptions {
  /** Values that every request begins with: pairs of key and value. Default: none. */
  readonly environ?: InitialValues;
  /** Where the application's log goes. Default: `request.log`, one record of level `error` for each text. */
  readonly errors?: ErrorLog;
  /**
   * True: `scheme` and `remoteAddress` are Fastify's `request.protocol` and `request.ip`, which follow its option
   * `trustProxy`. Default: false, they are the connection's own.
   */
  readonly trustProxy?: boolean;
}

/**
 * Makes a TSGI application a plugin of Fastify 5: it answers every method at the prefix and below it. Within, no body
 * parser runs, since the application reads the body itself; all else of Fastify stays in force.
 *
 * Registered at several places of one server, the application starts and stops once.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * await fastify.register(toFastify(app), { prefix: "/api" });
 */
export function toFastify(app: ApplicationLike, options: FastifyOptions = {}): FastifyPluginAsync {
  checkOptions(options);
  const application = asApplication(app);
  const services = new WeakMap<object, HostedApplication>();
  const serviceOf = (instance: FastifyInstance): HostedApplication => {
    const known = services.get(instance.server);
    if (known !== undefined) return known;
    const log = options.errors ?? logOf(instance.log);
    const service = new HostedApplication(
      application,
      nodeInfo("fastify", instance.version),
      log,
      options.environ,
    );
    services.set(instance.server, service);
    return service;
  };
  return async (instance) => {
    const service = serviceOf(instance);
    const errors = options.errors && service.errors;
    const mount = { service, errors, trustProxy: options.trustProxy ?? false };
    instance.removeAllContentTypeParsers();
    // By a pattern as well: Fastify remembers which parser that is for, and takes a type apart each time for `*`.
    for (const types of ["*", /^/]) instance.addContentTypeParser(types, leaveBody);
    instance.addHook("onReady", () => service.start());
    instance.addHook("onClose", () => service.stop());
    const handler = handlerOf(mount, instance);
    for (const url of ["/", "/*"]) {
      instance.route({ method: methodsFor(instance, url), url, exposeHeadRoute: false, handler });
    }
  };
}

/** The body stays as it is, for the application to read. */
function leaveBody(
  _request: FastifyRequest,
  payload: unknown,
  parsed: (error: null, payload: unknown) => void,
): void {
  parsed(null, payload);
}

/** All methods; but OPTIONS stays with a plugin that has a route for it already, as @fastify/cors has at the root. */
function methodsFor(instance: FastifyInstance, url: string): string[] {
  const hasOptions = instance.hasRoute({ method: "OPTIONS", url: instance.prefix + url });
  return instance.supportedMethods.filter((method) => method !== "OPTIONS" || !hasOptions);
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | undefined;

function handlerOf(mount: FastifyMount, { prefix, initialConfig }: FastifyInstance): Handler {
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
    const end = endOfMount(pathInfo);
    const isReplaced = isPayload(body) && body !== raw;
    const fields = isReplaced ? withoutLength(parts.fields) : parts.fields;
    const scriptName = pathInfo.slice(0, end);
    exchange.run(
      new NodeEnviron(exchange, raw.method!, scriptName, pathInfo.slice(end), queryString, fields),
    );
    return transport.outcome;
  };
}

/** Fastify has the option among those of its router; earlier versions had it beside them, and it is still taken there. */
function skipsSlashes({ routerOptions, ignoreDuplicateSlashes }: FastifyInstance["initialConfig"]): boolean {
  return (routerOptions?.ignoreDuplicateSlashes ?? ignoreDuplicateSlashes) === true;
}

/** A hook that replaces the body, to decompress it say, leaves these fields as they were sent. */
function withoutLength(fields: readonly string[]): string[] {
  const fitting: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    if (!/^content-(?:length|encoding)$/i.test(fields[i]!)) fitting.push(fields[i]!, fields[i + 1]!);
  }
  return fitting;
}
