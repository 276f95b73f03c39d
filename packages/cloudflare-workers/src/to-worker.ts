import type { ApplicationLike, Key } from "@tsgi/core";
import {
  aBoolean,
  checkOptions,
  closable,
  handlerChecks,
  hostedBy,
  hostKey,
  type ClosableHandler,
} from "@tsgi/core/server";
import { toFetch, type FetchOptions, type Peer } from "@tsgi/fetch";

/** The execution context of a request. Its methods can be called without the object. */
export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
  /** Forwards the request to the origin if the handler throws. */
  passThroughOnException(): void;
  /** Properties that the caller passed, for example over a service binding. */
  readonly props?: unknown;
}

/** The bindings of the Worker. */
export const workerEnv: Key<unknown> = hostKey("cloudflare.env");
/** The execution context of this request. */
export const workerContext: Key<ExecutionContext> = hostKey("cloudflare.context");

/** Options of {@link toWorker}. */
export type WorkerOptions = FetchOptions;

/** A module Worker: the default export of a Worker's script. */
export interface Worker<Env> {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response>;
}

/** A Worker that a test can close; Workers never do. */
export interface ClosableWorker<Env> extends Worker<Env>, ClosableHandler {}

/**
 * Returns a module Worker that serves a TSGI application. The keys {@link workerEnv} and {@link workerContext} hold the
 * bindings and the execution context of a request; `environ.waitUntil` is that of the context.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * export default toWorker(app);
 */
export function toWorker<Env = unknown>(
  app: ApplicationLike,
  options: WorkerOptions = {},
): ClosableWorker<Env> {
  checkOptions("cloudflare-workers/toWorker", options, { ...handlerChecks, stripped: aBoolean });
  const handler = toFetch<readonly [Env, ExecutionContext]>(app, options, {
    name: "cloudflare-workers",
    version: "",
    multiprocess: true,
    drainsUnreadBody: true,
    peer: workerPeer,
    handlerArgs: ([env, context]) => [env, bound(context)],
    value: (key, _request, [env, context]) =>
      key === workerEnv ? env : key === workerContext ? bound(context) : undefined,
    waitUntil: (promise, [, context]) => context.waitUntil(promise),
  });
  const fetch: Worker<Env>["fetch"] = (request, env, context) => {
    const response = handler(request, [env, context]);
    if ((request as WorkerRequest).cf?.colo !== undefined) return response;
    return response instanceof Promise ? response.then(dated) : dated(response);
  };
  return closable({ fetch }, hostedBy(handler)!);
}

/** Responses whose Date this code has set: an application may return one again later. */
const ours = new WeakSet<Response>();

/** Sets the Date of a response, as Cloudflare's edge does, for a Worker without an edge in front (RFC 9110, 6.6.1). */
function dated(response: Response): Response {
  const { headers } = response;
  if (headers.has("date") && !ours.has(response)) return response;
  try {
    headers.set("date", new Date().toUTCString());
    ours.add(response);
  } catch {
    // The headers of a response of fetch() cannot be changed. It has the Date of its origin.
  }
  return response;
}

const contexts = new WeakMap<ExecutionContext, ExecutionContext>();

/** Binds the methods of a context: the platform's own throw "Illegal invocation" when called without their object. */
function bound(context: ExecutionContext): ExecutionContext {
  let methods = contexts.get(context);
  if (methods === undefined) {
    methods = {
      waitUntil: (promise) => context.waitUntil(promise),
      passThroughOnException: () => context.passThroughOnException(),
      props: context.props,
    };
    contexts.set(context, methods);
  }
  return methods;
}

/** A Request with the facts about the connection from the edge or workerd. A client cannot write them. */
interface WorkerRequest extends Request {
  /** Absent if the caller of the Worker is not a client. */
  readonly cf?: {
    /** Set by Cloudflare's edge: the data center that the client reached. */
    readonly colo?: string;
    readonly httpProtocol?: string;
    /** Set by workerd without an edge in front: address and port of the socket's peer. */
    readonly clientIp?: string;
  };
}

/**
 * Returns the facts about the connection in a Worker, for other adapters that run there. The edge overwrites
 * CF-Connecting-IP; without an edge, its value comes from the client and is not used.
 *
 * @example
 * hono.all("/api/*", toHono(app, { peer: (context) => workerPeer(context.req.raw) }));
 */
export function workerPeer(request: Request): Peer {
  const { colo, httpProtocol, clientIp } = (request as WorkerRequest).cf ?? {};
  const protocol = httpProtocol || undefined;
  if (clientIp !== undefined) return { ...addressOf(clientIp), protocol };
  if (colo === undefined) return { protocol };
  return { remoteAddress: request.headers.get("cf-connecting-ip") ?? "", protocol };
}

/** Parses `192.0.2.1:80` and `[2001:db8::1]:80`. */
function addressOf(text: string): Peer {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  return { remoteAddress: bracketed ?? plain, remotePort: port === undefined ? undefined : Number(port) };
}
