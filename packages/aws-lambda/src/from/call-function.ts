import { TsgiError, type Body, type Environ, type StartResponse } from "@tsgi/core";
import { isThenable } from "@tsgi/core/server";
import { makeContext } from "./context.ts";
import type { FunctionCall } from "./event-passthrough.ts";
import { FunctionStream } from "./function-stream.ts";
import { HeadReader } from "./head-reader.ts";
import { logLate, settleOnce, settleWith, timedOut, type Settle } from "./settle.ts";
import { malformed, readResult, type FunctionHead } from "./results.ts";

/** A function that returns its result, or a streaming one. */
export type Invoke = (event: unknown, second: unknown, third: unknown) => unknown;

/** @param timeout milliseconds, `Infinity` for none */
export async function callBuffered(
  handler: Invoke,
  call: FunctionCall,
  environ: Environ,
  startResponse: StartResponse,
  timeout: number,
): Promise<Body> {
  const { result } = await settleOnce(environ, timeout, (settle) =>
    settleWith(
      settle,
      (callback) => handler(call.event, contextOf(call, timeout, settle), callback),
      handler.length > 2,
    ),
  );
  const { status, headers, body } = readResult(call.name, result);
  // If there is a body, its own length counts, not the declared one; for HEAD without a body only the declared one is known.
  const isBodiless = status === 204 || status === 304;
  const isDeclared = environ.method === "HEAD" && !isBodiless && (body === null || body.length === 0);
  const kept = isDeclared ? headers : headers.filter(([name]) => name.toLowerCase() !== "content-length");
  start(startResponse, { status, headers: kept });
  return body;
}

/** @param timeout milliseconds, `Infinity` for none */
export async function callStreaming(
  handler: Invoke,
  call: FunctionCall,
  environ: Environ,
  startResponse: StartResponse,
  timeout: number,
): Promise<Body> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stream = new FunctionStream(new HeadReader(call.name), () => clearTimeout(timer));
  if (timeout !== Infinity) timer = setTimeout(() => stream.destroy(timedOut(timeout)), timeout);
  // The client may disconnect before there is a body to close.
  environ.onFinish((error) => stream.destroy(error as Error | undefined));
  const fail = (error: unknown): void => {
    if (!stream.destroyed) stream.destroy(error as Error);
    else if (error !== stream.errored && !isOfDestroyed(error)) logLate(environ, error);
  };
  try {
    const settle = { resolve: () => void stream.end(), reject: fail };
    const returned = handler(call.event, stream, contextOf(call, timeout, settle));
    if (isThenable(returned)) returned.then(undefined, fail);
    const { status, headers, body } = await stream.response;
    start(startResponse, { status, headers });
    return body;
  } catch (error) {
    stream.destroy(error as Error);
    throw error;
  }
}

function contextOf({ context, id = "" }: FunctionCall, timeout: number, settle: Settle): object {
  return context ?? makeContext(id, timeout, settle);
}

function start(startResponse: StartResponse, { status, headers }: FunctionHead): void {
  try {
    startResponse(status, headers);
  } catch (cause) {
    if (cause instanceof TsgiError) throw malformed("its headers", cause);
    throw cause;
  }
}

/**
 * The codes, of Node and of this package, of errors that a function gets from a stream that was destroyed before its end.
 */
const OF_DESTROYED: ReadonlySet<unknown> = new Set([
  "ABORT_ERR",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_PREMATURE_CLOSE",
  "TSGI_CLIENT_GONE",
  "TSGI_WRITE_LATE",
  "TSGI_LAMBDA_TIMEOUT",
]);

function isOfDestroyed(error: unknown): boolean {
  return typeof error === "object" && error !== null && OF_DESTROYED.has((error as { code?: unknown }).code);
}
