/** Runs a function in the real runtime, in a separate process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ResponseStream, V2Result } from "@tsgi/aws-lambda";
import { awslambda } from "@tsgi/aws-lambda/from";
import { ricMain } from "./ric.ts";
import { RuntimeApi, type Outcome } from "./runtime-api.ts";

/** Options of a function. */
export interface FunctionOptions {
  /** Folder of its code: LAMBDA_TASK_ROOT. */
  readonly folder: string;
  /** Accepts concurrent invocations, as on Lambda Managed Instances; otherwise one after the other. */
  readonly concurrent?: boolean;
}

/** A function in the real runtime. `buffered` and `streaming` are handlers for serveLocally that invoke it. */
export class LambdaFunction {
  readonly api: RuntimeApi;
  readonly #child: ChildProcess;
  #log = "";
  /** Settles with the end of the streamed response. */
  #streaming: Promise<void> | undefined = undefined;

  /** @param name in Lambda's form: `file.export` */
  static async start(name: string, options: FunctionOptions): Promise<LambdaFunction> {
    const api = new RuntimeApi();
    const main = await ricMain();
    return new LambdaFunction(api, main, await api.listen(), name, options);
  }

  private constructor(
    api: RuntimeApi,
    main: string,
    address: string,
    name: string,
    { folder, concurrent = false }: FunctionOptions,
  ) {
    this.api = api;
    this.#child = spawn(process.execPath, ["--conditions=@tsgi/source", main], {
      env: {
        PATH: process.env["PATH"],
        AWS_LAMBDA_RUNTIME_API: address,
        _HANDLER: name,
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_FUNCTION_NAME: "local",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/local",
        AWS_LAMBDA_LOG_STREAM_NAME: "local",
        ...(concurrent ? { AWS_LAMBDA_MAX_CONCURRENCY: "64", AWS_LAMBDA_NODEJS_WORKER_COUNT: "1" } : {}),
      },
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on("data", (chunk: Buffer) => (this.#log += chunk.toString()));
    }
  }

  /** Waits until the function has been loaded, or has failed to load, without a time limit. */
  async loaded(): Promise<void> {
    if (this.isRunning) await Promise.race([this.api.asked, once(this.#child, "close")]);
  }

  /** Returns the log of the function and its runtime; of JSON lines, the messages. */
  get log(): string {
    return this.#log.split("\n").map(messageOf).join("\n");
  }
  /** The process of the runtime. */
  get pid(): number {
    return this.#child.pid!;
  }
  /** False once the process has ended. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Handler for serveLocally: passes events to the function, and returns its results. */
  readonly buffered = async (event: unknown): Promise<unknown> => {
    const outcome = await this.api.invoke(event);
    if (outcome.mode !== "buffered") throw new Error("the function streams");
    return outcome.result;
  };

  /** Handler for serveLocally: passes on the stream of the function, byte for byte. */
  get streaming(): (event: unknown, stream: ResponseStream) => Promise<void> {
    const handler = async (event: unknown, stream: ResponseStream): Promise<void> => {
      const aside = /aside at (\S+)/.exec(this.#log)?.[1];
      if (this.#streaming !== undefined && aside !== undefined) return askAside(aside, event, stream);
      // A client has the whole response before the runtime has ended it.
      while (this.#streaming !== undefined) await this.#streaming;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#streaming = promise;
      try {
        await pass(await this.api.invoke(event), stream);
      } finally {
        this.#streaming = undefined;
        resolve();
      }
    };
    return Object.assign(handler, { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "response" });
  }

  async close(): Promise<void> {
    if (this.isRunning) {
      this.#child.kill("SIGKILL");
      await once(this.#child, "close");
    }
    await this.api.close();
  }
}

/**
 * The runtime streams one response after the other (its agent has one socket). Concurrent requests go to a buffered
 * handler in the same process, through the fixture's own server.
 */
async function askAside(place: string, event: unknown, stream: ResponseStream): Promise<void> {
  const response = await fetch(place, { method: "POST", body: JSON.stringify(event) });
  const { body, isBase64Encoded, ...prelude } = (await response.json()) as V2Result;
  awslambda.HttpResponseStream.from(stream, prelude);
  stream.write(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
  stream.end();
}

async function pass(outcome: Outcome, stream: ResponseStream): Promise<void> {
  if (outcome.mode !== "streaming") throw new Error("the function does not stream");
  const { type, body } = outcome;
  stream.setContentType(type);
  for await (const chunk of body) {
    if (stream.write(chunk as Buffer) || stream.destroyed === true) continue;
    await new Promise<void>((resolve) => {
      stream.once("drain", () => resolve());
      stream.once("close", () => resolve());
    });
  }
  const failure = body.trailers["lambda-runtime-function-error-type"];
  if (failure !== undefined) throw new Error(`the function failed while it streamed: ${failure}`);
  stream.end();
}

function messageOf(line: string): string {
  try {
    return (JSON.parse(line) as { message: string }).message;
  } catch {
    return line;
  }
}
