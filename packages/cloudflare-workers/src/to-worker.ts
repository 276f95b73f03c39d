import { createKey, type ApplicationLike, type Key } from "@tsgi/core";
import { toFetch, type FetchOptions, type Peer } from "@tsgi/fetch";

/** What is used of the execution context that Workers give to a handler. */
export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}

/** The bindings of the Worker. */
export const workerEnv: Key<unknown> = createKey("cloudflare.env");
/** The execution context of this request. */
export const workerContext: Key<ExecutionContext> = createKey("cloudflare.context");

/** How {@link toWorker} runs an application. */
export type WorkerOptions = FetchOptions;

/** A module Worker: what a Worker's script exports as default. */
export interface Worker<Env> {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response>;
}

/**
 * Makes a TSGI application a module Worker. The bindings and the execution context of a request are reached by
 * {@link workerEnv} and {@link workerContext}; `environ.waitUntil` is the context's own.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * export default toWorker(app);
 */
export function toWorker<Env = unknown>(app: ApplicationLike, options: WorkerOptions = {}): Worker<Env> {
  const handler = toFetch<readonly [Env, ExecutionContext]>(app, options, {
    name: "cloudflare-workers",
    version: "",
    multiprocess: true,
    peer,
    value: (key, _request, [env, context]) =>
      key === workerEnv ? env : key === workerContext ? context : undefined,
    waitUntil: (promise, [, context]) => context.waitUntil(promise),
  });
  return { fetch: (request, env, context) => handler(request, [env, context]) };
}

/** What Cloudflare's edge tells of the connection; absent where no edge stands in front. */
interface EdgeRequest extends Request {
  readonly cf?: { readonly httpProtocol?: string };
}

/** The edge sets CF-Connecting-IP over whatever the client sent; without an edge it would be the client's own word. */
function peer(request: EdgeRequest): Peer {
  const { cf } = request;
  if (cf === undefined || cf === null) return {};
  return {
    remoteAddress: request.headers.get("cf-connecting-ip") ?? "",
    ...(cf.httpProtocol ? { protocol: cf.httpProtocol } : {}),
  };
}
