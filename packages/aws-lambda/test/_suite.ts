import { join } from "node:path";
import type { EventName } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { conformance, type StartHost } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { LambdaFunction } from "@tsgi/harness/lambda-function";
import { lacksOf, type Mode } from "./_lacks.ts";

/** Where the functions are. */
export const folder: string = join(import.meta.dirname, "fixtures");

/** Registers the conformance suite for a kind of event: one function, one process. */
export function suite(event: EventName, mode: Mode): void {
  conformance(`aws-lambda ${event}, ${mode}`, start(mode, event), { lacks: lacksOf(event, mode) });
}

/** The real runtime, with invocations in parallel, behind a server that turns requests into events. */
function start(mode: Mode, event: EventName): StartHost {
  return async () => {
    const lambda = await LambdaFunction.start(`suite.${mode}`, { folder, concurrent: true });
    await lambda.loaded();
    const server = await serveLocally(lambda[mode], { event, port: 0, tls: certificate });
    return {
      url: server.url,
      ca: certificate.cert,
      log: () => lambda.log,
      async close() {
        await server.close();
        await lambda.close();
      },
    };
  };
}
