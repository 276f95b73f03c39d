import type { Application } from "@tsgi/core";

/** The sample as TSGI has it. */
export const app: Application = async (environ, startResponse) => {
  const { method, pathInfo, queryString } = environ;
  switch (pathInfo) {
    case "/hello":
      startResponse(200, [["content-type", "application/json"]]);
      return JSON.stringify({ kind: "tsgi", method, path: pathInfo, query: queryString });
    case "/echo":
      startResponse(200, [["content-type", environ.contentType ?? "application/octet-stream"]]);
      return environ.input.bytes();
    case "/stream":
      startResponse(200, [["content-type", "text/plain"]]);
      return lines();
    case "/cookies":
      startResponse(200, [
        ["content-type", "text/plain"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]);
      return environ.header("cookie") ?? "";
    case "/error":
      throw new Error("a secret of the sample");
    default:
      startResponse(404, [["content-type", "text/plain"]]);
      return "Not Found";
  }
};

async function* lines(): AsyncGenerator<string> {
  yield "one\n";
  yield "two\n";
  yield "three\n";
}
