import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "@tsgi/core";
import { fromNode } from "@tsgi/node/from";
import connect from "connect";
import { answerNode } from "./_answer-node.ts";

const server = connect()
  .use((request, response) => answerNode("connect", request, response))
  .use(answerError);

/** The sample behind Connect. */
export const app: Application = fromNode(server);

/** Connect recognises an error handler by its four parameters; its own shows the stack, depending on NODE_ENV. */
function answerError(
  _error: unknown,
  _request: IncomingMessage,
  response: ServerResponse,
  _next: unknown,
): void {
  response.statusCode = 500;
  response.end("Internal Server Error");
}
