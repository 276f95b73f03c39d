import type { Application } from "@tsgi/core";
import { fromWsgi } from "@tsgi/core/wsgi";

const encoder = new TextEncoder();

/** The sample to the letter of PEP 3333. */
export const app: Application = fromWsgi((environ, startResponse) => {
  const { REQUEST_METHOD: method, PATH_INFO: path, QUERY_STRING: query, CONTENT_TYPE: type } = environ;
  switch (path) {
    case "/hello":
      startResponse("200 OK", [["Content-Type", "application/json"]]);
      return [encoder.encode(JSON.stringify({ kind: "wsgi", method, path, query }))];
    case "/echo":
      startResponse("200 OK", [["Content-Type", String(type ?? "application/octet-stream")]]);
      return environ["wsgi.input"] as Iterable<Uint8Array>;
    case "/stream":
      startResponse("200 OK", [["Content-Type", "text/plain"]]);
      return ["one\n", "two\n", "three\n"].map((line) => encoder.encode(line));
    case "/cookies":
      startResponse("200 OK", [
        ["Content-Type", "text/plain"],
        ["Set-Cookie", "a=1"],
        ["Set-Cookie", "b=2"],
      ]);
      return [encoder.encode(String(environ["HTTP_COOKIE"] ?? ""))];
    case "/error":
      throw new Error("a secret of the sample");
    default:
      startResponse("404 Not Found", [["Content-Type", "text/plain"]]);
      return [encoder.encode("Not Found")];
  }
});
