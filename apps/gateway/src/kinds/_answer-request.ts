/** Answers the sample for every kind with Request and Response; each kind passes its name. */
export async function answerRequest(kind: string, request: Request): Promise<Response> {
  const { pathname: path, search } = new URL(request.url);
  const { method } = request;
  switch (path) {
    case "/hello":
      return Response.json({ kind, method, path, query: search.slice(1) });
    case "/echo":
      return new Response(await request.arrayBuffer(), {
        headers: { "content-type": request.headers.get("content-type") ?? "application/octet-stream" },
      });
    case "/stream":
      return new Response(lines(), { headers: { "content-type": "text/plain" } });
    case "/cookies": {
      const response = new Response(request.headers.get("cookie") ?? "", {
        headers: { "content-type": "text/plain" },
      });
      response.headers.append("set-cookie", "a=1");
      response.headers.append("set-cookie", "b=2");
      return response;
    }
    case "/error":
      throw new Error("a secret of the sample");
    default:
      return new Response("Not Found", { status: 404, headers: { "content-type": "text/plain" } });
  }
}

function lines(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const left = ["one\n", "two\n", "three\n"];
  return new ReadableStream({
    pull(controller) {
      const line = left.shift();
      if (line === undefined) controller.close();
      else controller.enqueue(encoder.encode(line));
    },
  });
}
