import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers the sample for a listener of node:http; each kind passes its name. */
export function answerNode(kind: string, request: IncomingMessage, response: ServerResponse): void {
  const { method } = request;
  const [path, query = ""] = request.url!.split("?", 2) as [string, string?];
  switch (path) {
    case "/hello":
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ kind, method, path, query }));
      return;
    case "/echo":
      response.setHeader("content-type", request.headers["content-type"] ?? "application/octet-stream");
      request.pipe(response);
      return;
    case "/stream":
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("one\n");
      response.write("two\n");
      response.end("three\n");
      return;
    case "/cookies":
      response.setHeader("content-type", "text/plain");
      response.setHeader("set-cookie", ["a=1", "b=2"]);
      response.end(request.headers.cookie ?? "");
      return;
    case "/error":
      throw new Error("a secret of the sample");
    default:
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("Not Found");
  }
}
