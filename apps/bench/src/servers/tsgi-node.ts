import { createServer, type Server } from "node:http";
import { toNode } from "@tsgi/node";

export default function start(): Server {
  return createServer(
    toNode((_environ, startResponse) => {
      startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
      return "Hello, TSGI world!";
    }),
  );
}
