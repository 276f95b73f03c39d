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

/** The execution context of a request. Its methods work apart from it, too. */
export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
  /** Lets the request go on to the origin when the handler throws. */
  passThroughOnException(): void;
  /** Properties that the caller passed, for example over a service binding. */
  readonly props?: unknown;
}

/** The bindings of the Worker. */
export const workerEnv: Key<unknown> = hostKey("cloudflare.env");
/** The execution context of this request. */
export const workerContext: Key<ExecutionContext> = hostKey("cloudflare.context");

/** How {@link toWorker} runs an application. */
export type WorkerOptions = FetchOptions;

/** A module Worker: what a Worker's script exports as default. */
export interface Worker<Env> {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response>;
}

/** A Worker that a test can close; Workers never do. */
export interface ClosableWorker<Env> extends Worker<Env>, ClosableHandler {}

/**
 * Makes a TSGI application a module Worker. The bindings and the execution context of a request are reached by
 * {@link workerEnv} and {@link workerContext}; `environ.waitUntil` is the context's own.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none, TSGI_OPTION_INVALID
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

/** Responses whose Date is ours: an application may give one again, later. */
const ours = new WeakSet<Response>();

/** Gives a response the Date that Cloudflare's edge would give it, where there is none in front (RFC 9110, 6.6.1). */
function dated(response: Response): Response {
  const { headers } = response;
  if (headers.has("date") && !ours.has(response)) return response;
  try {
    headers.set("date", new Date().toUTCString());
    ours.add(response);
  } catch {
    // Of a response of fetch() that is passed on, which has its origin's: nothing can be changed.
  }
  return response;
}

const contexts = new WeakMap<ExecutionContext, ExecutionContext>();

/** The platform's own methods throw "Illegal invocation" when they are called apart from their object. */
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

/** What stands in front of the Worker tells of the connection; no client can write into it. */
interface WorkerRequest extends Request {
  /** Absent where the Worker is called by something else than a client. */
  readonly cf?: {
    /** Of Cloudflare's edge: the data center that the client reached. */
    readonly colo?: string;
    readonly httpProtocol?: string;
    /** Of workerd without an edge in front: address and port of the socket's other end. */
    readonly clientIp?: string;
  };
}

/**
 * What is known of the connection in a Worker, for other adapters that run there. The edge sets CF-Connecting-IP over
 * whatever the client sent; without an edge it would be the client's own word.
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

/** Takes `192.0.2.1:80` and `[2001:db8::1]:80` apart. */
function addressOf(text: string): Peer {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text) ?? [];
  return { remoteAddress: bracketed ?? plain, remotePort: port === undefined ? undefined : Number(port) };
}
