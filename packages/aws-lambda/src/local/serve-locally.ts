import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { EventName } from "../events/_kind.ts";
import type { LambdaContext, ResponseStream } from "../types.ts";
import { albEvent, albMultiEvent, edgeEvent, lattice1Event, lattice2Event } from "./_balancer-events.ts";
import { urlEvent, v1Event, v2Event } from "./_gateway-events.ts";
import { readRequest, type LocalRequest } from "./_request.ts";
import { LocalResponseStream } from "./_response-stream.ts";
import { readResult } from "./_results.ts";

/** Any Lambda handler that answers with a promise. */
export type LocalHandler = (event: never, context: LambdaContext) => unknown;
/** Any streaming Lambda handler, marked as one. */
export type LocalStreamHandler = (
  event: never,
  stream: ResponseStream & NodeJS.WritableStream,
  context: LambdaContext,
) => unknown;

/** How {@link serveLocally} serves. */
export interface LocalOptions {
  /** The kind of event that requests become. Default: `v2`. */
  readonly event?: EventName;
  /** 0 to 65535; 0 takes a free one. Default: 3000. */
  readonly port?: number;
  /** Address or name to listen at. Default: `127.0.0.1`, this machine alone. */
  readonly hostname?: string;
  /** The stage of the API, for `v1` and `v2`: paths below it have it cut off. Default: `$default`, none. */
  readonly stage?: string;
  /** Milliseconds that an invocation may take, as the context tells it; nothing ends it. Default: 30,000. */
  readonly timeout?: number;
  /** Serves https, as the services do. Default: http. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

/** A server that listens. */
export interface LocalServer extends AsyncDisposable {
  /** Where it answers: `http://127.0.0.1:3000/`. */
  readonly url: string;
  readonly port: number;
  /** Ends at once, with all connections. */
  close(): Promise<void>;
}

const makers: Readonly<Record<EventName, (request: LocalRequest) => object>> = {
  v1: v1Event,
  v2: v2Event,
  url: urlEvent,
  alb: albEvent,
  "alb-multi": albMultiEvent,
  lattice1: lattice1Event,
  lattice2: lattice2Event,
  edge: edgeEvent,
};

/**
 * Serves a Lambda handler over HTTP on this machine: every request becomes an event, every result a response. A streaming
 * handler, recognised by its mark, streams. For development and tests; sizes and times are not limited as on Lambda.
 *
 * @example
 * const server = await serveLocally(toLambda(app), { event: "v2", port: 3000 });
 */
export async function serveLocally(
  handler: LocalHandler | LocalStreamHandler,
  options: LocalOptions = {},
): Promise<LocalServer> {
  const { port = 3000, hostname = "127.0.0.1", tls } = options;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    invoke(handler, options, request, response).catch((error: unknown) => fail(response, error));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: hostname }, resolve);
  });
  const address = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const scheme = tls === undefined ? "http" : "https";
  return {
    url: `${scheme}://${host}:${address.port}/`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function invoke(
  handler: LocalHandler | LocalStreamHandler,
  { event: name = "v2", stage = "$default", timeout = 30_000 }: LocalOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const local = await readRequest(request, stage);
  if (local === undefined) return refuse(response);
  const event = makers[name](local) as never;
  const context = contextOf(local, Date.now() + timeout);
  if (isStreaming(handler)) {
    const stream = new LocalResponseStream(response, name);
    // What goes wrong with the stream is the handler's to see; the client's connection is broken off below.
    stream.on("error", () => response.destroy());
    await handler(event, stream, context);
    return;
  }
  const { status, fields, body } = readResult(name, await (handler as LocalHandler)(event, context));
  const isBodiless = request.method === "HEAD" || status === 204 || status === 304;
  // CloudFront takes no length from a function.
  if (name === "edge" && !isBodiless) fields.push("content-length", String(body.length));
  response.writeHead(status, fields);
  response.end(isBodiless ? undefined : body);
}

function isStreaming(handler: LocalHandler | LocalStreamHandler): handler is LocalStreamHandler {
  return Symbol.for("aws.lambda.runtime.handler.streaming") in handler;
}

/** The services let no request through that may mean two things. */
function refuse(response: ServerResponse): void {
  response.writeHead(400, { "content-type": "text/plain", connection: "close" });
  response.end("Bad Request");
}

/** The services answer 502 for a function that fails, and break off a response that had begun. */
function fail(response: ServerResponse, error: unknown): void {
  process.stderr.write(`[tsgi/aws-lambda] ${error instanceof Error ? error.stack : String(error)}\n`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { "content-type": "application/json" });
  response.end('{"message":"Internal server error"}');
}

function contextOf({ id }: LocalRequest, deadline: number): LambdaContext {
  return {
    awsRequestId: id,
    functionName: "local",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:local",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/local",
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}
