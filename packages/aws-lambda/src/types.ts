/** The parts of Lambda's objects that TSGI uses: small types of its own, checked against @types/aws-lambda in the tests. */

/** The context of an invocation. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** MB, as text. */
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop?: boolean;
  /** Milliseconds until the invocation times out. */
  getRemainingTimeInMillis(): number;
}

/** The stream that a streaming handler writes its response to. */
export interface ResponseStream {
  readonly destroyed?: boolean;
  readonly writableFinished?: boolean;
  setContentType(type: string): void;
  /** Returns false if the runtime wants no more until `drain`. */
  write(chunk: string | Uint8Array): boolean;
  end(): unknown;
  once(event: string, listener: (error?: unknown) => void): unknown;
}

/** The global of the runtime for streaming handlers. */
export interface AwsLambdaGlobal {
  streamifyResponse?<Handler>(handler: Handler): Handler;
  readonly HttpResponseStream?: {
    from<Stream extends ResponseStream>(stream: Stream, prelude: object): Stream;
  };
}

/** A header map of an event: one value, or several in their order. */
export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;
