/** For pages about Workers: a request with bindings. */
import { workerContext, workerEnv } from "@tsgi/cloudflare-workers";
import type { Environ } from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";

/** The bindings. */
export interface Env {
  readonly SECRET: string;
  readonly ASSETS: { fetch(request: Request): Promise<Response> };
  readonly BUCKET: { get(key: string): Promise<unknown> };
}

const env: Env = {
  SECRET: "s3cret",
  ASSETS: { fetch: async () => new Response(null, { status: 404 }) },
  BUCKET: { get: async () => null },
};
const context = { waitUntil: () => {}, passThroughOnException: () => {} };

export const environ: Environ = createEnviron({
  values: [
    [workerEnv, env],
    [workerContext, context],
  ] as never,
});
