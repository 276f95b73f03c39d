import { fromLambda } from "@tsgi/aws-lambda/from";
import type { Application } from "@tsgi/core";

/** The fields of the event of an HTTP API that the sample reads. */
interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const text = { "content-type": "text/plain" };

/** The sample as a Lambda function behind an HTTP API. */
export const app: Application = fromLambda(async (event: HttpEvent) => {
  const { rawPath, rawQueryString: query, headers } = event;
  // As behind an API of its own, the function gets the whole path.
  const path = rawPath.slice("/kinds/lambda".length);
  const { method } = event.requestContext.http;
  switch (path) {
    case "/hello":
      return { kind: "lambda", method, path, query };
    case "/echo":
      return {
        statusCode: 200,
        headers: { "content-type": headers["content-type"] ?? "application/octet-stream" },
        body: event.body ?? "",
        isBase64Encoded: event.isBase64Encoded,
      };
    case "/stream":
      return { statusCode: 200, headers: text, body: "one\ntwo\nthree\n" };
    case "/cookies":
      return {
        statusCode: 200,
        headers: text,
        cookies: ["a=1", "b=2"],
        body: event.cookies?.join("; ") ?? "",
      };
    case "/error":
      throw new Error("a secret of the sample");
    default:
      return { statusCode: 404, headers: text, body: "Not Found" };
  }
});
