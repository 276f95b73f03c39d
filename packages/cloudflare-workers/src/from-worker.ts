import type { Application, Environ } from "@tsgi/core";
import { aLimit, aPrefix, checkOptions, oneOf, type Check } from "@tsgi/core/server";
import { fromFetch, type FromFetchOptions } from "@tsgi/fetch";
import { workerContext, workerEnv, type ExecutionContext } from "./to-worker.ts";

/** A module Worker, as a script exports it: what {@link fromWorker} takes. */
export interface WorkerModule<Env> {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | PromiseLike<Response>;
}

/** How {@link fromWorker} calls a Worker. */
export interface FromWorkerOptions<Env> extends Omit<FromFetchOptions, "args"> {
  /** The bindings, in place of the host's. Default: those of the Worker it runs in, elsewhere none: `{}`. */
  readonly env?: Env | undefined;
}

/**
 * Makes a module Worker a TSGI application, for any host. In a Worker it has that Worker's bindings and execution context,
 * and `request.cf` where nothing was rewritten but the URL. Elsewhere `context.waitUntil` is that of the environ, and works
 * apart from its object; `passThroughOnException` does nothing, since there is no origin to pass to; `request.cf` is
 * undefined.
 *
 * @throws TSGI_APPLICATION_INVALID when it has no `fetch`, TSGI_OPTION_INVALID
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
