import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "@tsgi/core";
import { fromNode } from "@tsgi/node/from";
import { answerNode } from "./_answer-node.ts";

/** The sample as a listener of node:http. */
export const app: Application = fromNode((request: IncomingMessage, response: ServerResponse) =>
  answerNode("node", request, response),
);
