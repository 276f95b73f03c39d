import { TsgiError, type ApplicationLike } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import {
  checkOptions,
  closable,
  Exchange,
  HostedApplication,
  show,
  type ClosableHandler,
} from "@tsgi/core/server";
import { rememberApplication } from "./from/own-handlers.ts";
import { consoleLog, lambdaChecks, lambdaInfo, type LambdaOptions } from "./to/options.ts";
import { StreamedTransport } from "./to/streamed.ts";
import type { Invocation } from "./to/lambda-transport.ts";
import { answerInvocation, beginInvocation } from "./to-lambda.ts";
import { awslambdaGlobal } from "./awslambda-global.ts";
import type { LambdaContext, ResponseStream } from "./types.ts";

/**
 * A streaming Lambda handler, with its mark. Rejects with the same errors as a buffered one. The first invocation starts the
 * application, unless it has been started before.
 */
export interface LambdaStreamHandler extends ClosableHandler {
  (event: unknown, stream: ResponseStream, context: LambdaContext): Promise<void>;
}

/** The mark by which the runtime recognises a streaming handler; `awslambda.streamifyResponse` sets it. */
const STREAMING: unique symbol = Symbol.for("aws.lambda.runtime.handler.streaming") as never;

/**
 * Returns a streaming Lambda handler that serves a TSGI application, for Function URLs with invoke mode RESPONSE_STREAM and
 * REST APIs with response transfer mode STREAM. Services that do not stream get the whole response at its end.
 *
 * The invocation ends when the stream has ended and all `environ.waitUntil` work is done.
 *
 * @throws TSGI_APPLICATION_INVALID, TSGI_OPTION_INVALID
 * @example
 * export const handler = toLambdaStream(app);
 */
export function toLambdaStream(app: ApplicationLike, options: LambdaOptions = {}): LambdaStreamHandler {
  checkOptions("aws-lambda/toLambdaStream", options, lambdaChecks());
  const { values, log = consoleLog, basePath = "" } = options;
  const service = new HostedApplication(app, lambdaInfo(), log, values);
  const handler = async (event: unknown, stream: ResponseStream, context: LambdaContext): Promise<void> => {
    if (typeof stream?.write !== "function") {
      throw new TsgiError(
        TSGI_OPTION_INVALID,
        `the response stream is ${show(stream)}: a streaming handler takes (event, responseStream, context)`,
      );
    }
    const invocation = beginInvocation(service, options, event, context);
    if (invocation.kind.prelude === undefined) await writeResult(invocation, basePath, stream);
    else await streamAnswer(invocation, basePath, stream);
  };
  const marked =
    awslambdaGlobal().streamifyResponse?.(handler) ?? Object.assign(handler, { [STREAMING]: "response" });
  rememberApplication(marked, options, service.application);
  return closable(marked, service);
}

async function streamAnswer(invocation: Invocation, basePath: string, stream: ResponseStream): Promise<void> {
  const transport = new StreamedTransport(invocation, stream);
  const exchange = new Exchange(transport, invocation.service);
  exchange.run(transport.environOf(exchange, basePath));
  try {
    await transport.ended;
  } finally {
    await transport.pending;
  }
}

/** Writes the result for a service that does not stream: the complete written text is the result. */
async function writeResult(invocation: Invocation, basePath: string, stream: ResponseStream): Promise<void> {
  const result = await answerInvocation(invocation, basePath);
  const ended = new Promise<void>((resolve) => {
    stream.once("finish", resolve as () => void);
    stream.once("close", resolve as () => void);
    stream.once("error", resolve as () => void);
  });
  stream.setContentType("application/json");
  stream.write(JSON.stringify(result));
  stream.end();
  await ended;
}
