import type { Application, Environ } from "@tsgi/core";
import { aLimit, aPrefix, checkOptions, oneOf, type Check } from "@tsgi/core/server";
import { fromFetch, type FromFetchOptions } from "@tsgi/fetch";
import { workerContext, workerEnv, type ExecutionContext } from "./to-worker.ts";

/** A module Worker, as a script exports it, for {@link fromWorker}. */
export interface WorkerModule<Env> {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | PromiseLike<Response>;
}

/** Options of {@link fromWorker}. */
export interface FromWorkerOptions<Env> extends Omit<FromFetchOptions, "args"> {
  /** The bindings, instead of the host's. Default: those of the Worker it runs in; elsewhere none: `{}`. */
  readonly env?: Env | undefined;
}

/**
 * Returns a TSGI application that runs a module Worker, on any host. In a Worker it has that Worker's bindings and execution
 * context, and `request.cf` unless something other than the URL was rewritten. Elsewhere `context.waitUntil` is that of the
 * environ and can be called without its object, `passThroughOnException` does nothing, since there is no origin, and
 * `request.cf` is undefined.
 *
 * @throws TSGI_APPLICATION_INVALID if it has no `fetch`, TSGI_OPTION_INVALID if an option is invalid
 * @example
 * await serve(fromWorker(worker, { env: { SECRET: process.env.SECRET } }));
 */
export function fromWorker<Env = unknown>(
  worker: WorkerModule<Env>,
  options: FromWorkerOptions<Env> = {},
): Application {
  checkOptions("cloudflare-workers/fromWorker", options, {
    prefix: aPrefix,
    request: oneOf("platform", "light"),
    limit: aLimit,
    env: anything,
  });
  const { env, ...rest } = options;
  const args = (environ: Environ): readonly unknown[] => [
    env ?? environ.get(workerEnv) ?? {},
    environ.get(workerContext) ?? contextOf(environ),
  ];
  return fromFetch(worker, { ...rest, args });
}

const anything: Check = { is: () => true, must: "anything" };

function contextOf(environ: Environ): ExecutionContext {
  return {
    waitUntil: (promise) => environ.waitUntil(promise),
    passThroughOnException: () => {},
    props: {},
  };
}
