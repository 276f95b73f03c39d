/** Implements Lambda's side of the Runtime API on this machine, for functions in the real runtime. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The outcome of an invocation: a whole result, or a stream with its type and bytes. */
export type Outcome =
  | { readonly mode: "buffered"; readonly result: unknown }
  | { readonly mode: "streaming"; readonly type: string; readonly body: IncomingMessage };

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
}

const PATH = /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([^/]+)\/(response|error))|(init)\/error)$/;

/**
 * The Runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): passes an event to each request for
 * the next one, and receives the outcome.
 */
export class RuntimeApi {
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #queue: Invocation[] = [];
  readonly #waiting: ServerResponse[] = [];
  readonly #running = new Map<string, Invocation>();
  #count = 0;
  #tellAsked: () => void = () => {};
  /** Resolves when the runtime has requested its first event, or has reported that it cannot load the function. */
  readonly asked: Promise<void> = new Promise((resolve) => (this.#tellAsked = resolve));

  /** Listens; returns the host and port for AWS_LAMBDA_RUNTIME_API. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Passes an event to the function. Rejects if the function reports an error before it has responded. */
  invoke(event: unknown): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: `request-${++this.#count}`, event, resolve, reject });
      this.#handOut();
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #handOut(): void {
    while (this.#queue.length > 0 && this.#waiting.length > 0) {
      const invocation = this.#queue.shift()!;
      this.#running.set(invocation.id, invocation);
      this.#waiting
        .shift()!
        .writeHead(200, {
          "content-type": "application/json",
          "lambda-runtime-aws-request-id": invocation.id,
          "lambda-runtime-deadline-ms": String(Date.now() + 60_000),
          "lambda-runtime-invoked-function-arn": "arn:aws:lambda:us-east-1:123456789012:function:local",
          "lambda-runtime-trace-id":
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
        })
        .end(JSON.stringify(invocation.event));
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, next, id, verb, init] = PATH.exec(request.url ?? "") ?? [];
    if (next || init) this.#tellAsked();
    if (next) {
      this.#waiting.push(response);
      this.#handOut();
      return;
    }
    if (init) {
      const error = new Error(`the function could not be loaded: ${await textOf(request)}`);
      for (const invocation of this.#queue.splice(0)) invocation.reject(error);
    } else {
      const invocation = this.#running.get(id!);
      if (invocation === undefined) throw new Error(`no invocation ${id} is running`);
      this.#running.delete(id!);
      await settle(invocation, verb!, request);
    }
    response.writeHead(202).end();
  }
}

/** Resolves when the function has sent everything. */
async function settle(invocation: Invocation, verb: string, request: IncomingMessage): Promise<void> {
  if (verb === "error") return invocation.reject(new Error(await textOf(request)));
  if (request.headers["lambda-runtime-function-response-mode"] !== "streaming") {
    return invocation.resolve({ mode: "buffered", result: JSON.parse(await textOf(request)) });
  }
  const ended = new Promise<void>((resolve) => request.once("close", resolve));
  invocation.resolve({ mode: "streaming", type: request.headers["content-type"] ?? "", body: request });
  await ended;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
