import type { EventName } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { conformance, type Lacks, type StartHost } from "@tsgi/conformance";
import { beforeAll, describe } from "vitest";
import { certificate } from "../../../scripts/_certificate.ts";
import { LambdaFunction } from "./_function.ts";
import { kitTests } from "./_kit-tests.ts";
import { canRunRic, ricMain } from "./_ric.ts";

/** What no way into Lambda has. */
const always: Lacks = {
  disconnect: { cannotRun: "Lambda tells a function nothing of its client" },
  requestStreaming: { cannotRun: "an event holds the whole request" },
  truncatedUpload: { cannotRun: "an event holds the whole request" },
  bigUpload: { cannotRun: "an event has 6 MB at most" },
  chunkedUpload: { cannotRun: "an event's request always has a length" },
  expectContinue: "the service reads the whole request before the function runs",
  expectReuse: { cannotRun: "the service reads the whole request before the function runs" },
  halfClose: { cannotRun: "the connection is the service's" },
  absoluteTarget: "an event has the path alone",
  rawTarget: { cannotRun: "a query that is empty cannot be told from none" },
  rawFields: "an event has a map of headers",
  remoteAddress: "an event has the address without the port",
  methodCase: "node:http in front knows a fixed list of methods, in upper case",
  earlyHints: "no service passes 103 on",
  trailers: "no service passes trailers on",
  fileBody: "a file would have to be read into the result",
};

const functionUrl: Lacks = {
  ...always,
  fieldCase: "an event has the names in lower case",
  repeatedFields: "what repeats is joined, apart from cookies",
};

const inOnePiece: Lacks = {
  streaming: { cannotRun: "the result is handed over in one piece" },
  backpressure: { cannotRun: "the result is handed over in one piece" },
  outliving: { cannotRun: "the result waits for the work, which Lambda would stop otherwise" },
};

/** The real runtime, with invocations in parallel, behind a server that turns requests into events. */
function start(mode: "buffered" | "streaming", event: EventName): StartHost {
  return async () => {
    const lambda = await LambdaFunction.start(`suite.${mode}`, { concurrent: true });
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

describe.runIf(canRunRic("AWS Lambda on its real runtime"))("on aws-lambda-ric", () => {
  // In one file, so that it is compiled once.
  beforeAll(async () => void (await ricMain()), 600_000);

  describe("one invocation at a time", () => {
    kitTests();
  });

  conformance("aws-lambda, streaming", start("streaming", "url"), { lacks: functionUrl });

  conformance("aws-lambda, buffered", start("buffered", "url"), { lacks: { ...functionUrl, ...inOnePiece } });
  conformance("aws-lambda, Lambda@Edge", start("buffered", "edge"), {
    lacks: {
      ...always,
      ...inOnePiece,
      http10: { cannotRun: "an event does not tell the client's version" },
      headResponse: "CloudFront sets Content-Length",
    },
  });
});
