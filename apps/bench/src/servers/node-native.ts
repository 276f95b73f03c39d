import { createServer, type Server } from "node:http";

/** The shortest handler of node:http that gives the answer with its length. */
export default function start(): Server {
  return createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8", "content-length": "18" });
    response.end("Hello, TSGI world!");
  });
}
