import { fromWorker } from "@tsgi/cloudflare-workers";
import type { Application } from "@tsgi/core";
import { answerRequest } from "./_answer-request.ts";

/** The sample as a module Worker: its kind comes from a binding. */
export const app: Application = fromWorker(
  {
    fetch(request: Request, env: { readonly KIND: string }) {
      return answerRequest(env.KIND, request);
    },
  },
  { env: { KIND: "worker" } },
);
