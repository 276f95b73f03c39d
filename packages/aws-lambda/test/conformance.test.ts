import { conformance, type Lacks, type StartHost } from "@tsgi/conformance";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { describe } from "vitest";
import { LambdaFunction } from "./_function.ts";
import { canRunRic } from "./_ric.ts";

/** What no way into Lambda has, whichever the event kind. */
const always: Lacks = {
  disconnect: { cannotRun: "Lambda tells a function nothing of its client" },
  requestStreaming: { cannotRun: "an event holds the whole request" },
  truncatedUpload: { cannotRun: "an event holds the whole request" },
};

/** The real runtime, with invocations in parallel, behind a server that turns requests into Function URL events. */
function start(mode: "buffered" | "streaming"): StartHost {
  return async () => {
    const lambda = await LambdaFunction.start(`suite.${mode}`, { concurrent: true });
    const server = await serveLocally(lambda[mode], { event: "url", port: 0 });
    return {
      url: server.url,
      log: () => lambda.log,
      async close() {
        await server.close();
        await lambda.close();
      },
    };
  };
}

describe.runIf(canRunRic("AWS Lambda on its real runtime"))("on aws-lambda-ric", () => {
  conformance("aws-lambda, buffered", start("buffered"), { lacks: { ...always, streaming: {cannotRun: "b"}, backpressure: {cannotRun:"b"} }, time: 700, caseTime: 4000 });
  conformance("aws-lambda, streaming", start("streaming"), { lacks: { ...always }, time: 700, caseTime: 4000 });
});
