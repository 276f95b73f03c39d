import type { AwsLambdaGlobal, ResponseStream } from "../types.ts";

/** The symbol by which a runtime recognises a streaming handler. */
export const STREAMING: unique symbol = Symbol.for("aws.lambda.runtime.handler.streaming") as never;
/** The content type of a stream that begins with the metadata of a response. */
export const INTEGRATION_TYPE = "application/vnd.awslambda.http-integration-response";
/** The number of zeros between metadata and body. */
export const DELIMITER_SIZE = 8;

/** The type of {@link awslambda}: all members of the runtime's global. */
export type AwsLambda = Required<AwsLambdaGlobal>;

/** The property that the streams of runtimes, and this package's, look for. */
interface PreludeParts {
  _onBeforeFirstWrite(write: (chunk: string | Uint8Array) => void): void;
}

/**
 * The global `awslambda` of Lambda's runtime, for import: a streaming handler that imports it loads on every host, and on
 * Lambda the runtime recognises it by the same mark. No global is set.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 *
 * @example
 * export const handler = awslambda.streamifyResponse(async (_event: unknown, responseStream: ResponseStream) => {
 *   const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200 });
 *   stream.write("Hello");
 *   stream.end();
 * });
 */
export const awslambda: AwsLambda = Object.freeze({
  streamifyResponse: <Handler>(handler: Handler): Handler =>
    Object.assign(handler as object, { [STREAMING]: "response" }) as Handler,
  HttpResponseStream: Object.freeze({
    from<Stream extends ResponseStream>(stream: Stream, prelude: object): Stream {
      const metadata = JSON.stringify(prelude);
      stream.setContentType(INTEGRATION_TYPE);
      const before = (write: (chunk: string | Uint8Array) => void): void => {
        write(metadata);
        write(new Uint8Array(DELIMITER_SIZE));
      };
      return Object.assign(stream, { _onBeforeFirstWrite: before } satisfies PreludeParts);
    },
  }),
});
