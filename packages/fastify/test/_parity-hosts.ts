import { utimesSync } from "node:fs";
import { join } from "node:path";
import { toLambda, toLambdaStream } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import type { Application, ErrorLog, Middleware } from "@tsgi/core";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { serve } from "@tsgi/node";
import { validate } from "@tsgi/validator";
import Fastify, { type FastifyInstance } from "fastify";
import { fromFastify } from "../src/index.ts";
import Fastify4 from "fastify-4";
import { makeApp, type MakeFastify } from "./fixtures/parity/app.ts";
import { ask, requests, titleOf, type Answer } from "./fixtures/parity/requests.ts";

/** A server that runs. */
export interface Host {
  readonly url: string;
  close(): Promise<void>;
}

const errors: ErrorLog = { write: () => {}, flush: () => {} };
const file = (name: string): string => join(import.meta.dirname, "fixtures/parity", name);

const application = async (): Promise<Application> => fromFastify(await makeApp(newFastify));
const onNode = (app: Application): Promise<Host> => serve(app, { port: 0, log: errors, signals: false });

const newFastify: MakeFastify = (options) => Fastify(options);

// An ETag tells the time of the file; what is less than a second the runtimes round each in its way.
for (const name of ["hello.txt", "bytes.bin"])
  utimesSync(file(`public/${name}`), 1_700_000_000, 1_700_000_000);

/** Without Node's own objects: a middleware that wraps startResponse makes the adapter use a pair of stand-ins. */
const closeDoor: Middleware = (app) => {
  const wrapped: Application = (environ, startResponse) =>
    app(environ, (status, headers, error) => startResponse(status, headers, error));
  return Object.assign(wrapped, { startup: app.startup, shutdown: app.shutdown });
};

/** The violations that the validator finds. */
export const violations = new Set<string>();

/** Fastify itself, listening. */
export async function native(): Promise<Host> {
  return listen(await makeApp(newFastify));
}

async function listen(app: FastifyInstance): Promise<Host> {
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: () => app.close() };
}

/** The same application through TSGI. */
export const hosts: Readonly<Record<string, () => Promise<Host>>> = {
  node: async () => onNode(await application()),
  "node, the door closed": async () => onNode(closeDoor(await application())),
  "node, validated": async () =>
    onNode(validate(await application(), { onViolation: ({ rule }) => void violations.add(rule.id) })),
  "lambda, buffered": async () =>
    serveLocally(toLambda(await application(), { log: errors }), { event: "url", port: 0 }),
  "lambda, streaming": async () =>
    serveLocally(toLambdaStream(await application(), { log: errors }), { event: "url", port: 0 }),
  bun: async () => runningHost(await ServerProcess.onRuntime("bun", file("bun.ts"))),
  deno: async () => runningHost(await ServerProcess.onRuntime("deno", file("deno.ts"))),
};

/** Without the plugins that read files; what it is compared with is then without them too. */
export const onWorkerd = async (): Promise<Host> => startWorkerd(file("worker.ts"), { nodejs: true });
export const withoutPlugins = async (): Promise<Host> =>
  listen(await makeApp(newFastify, { plugins: false }));

/** Leaves out plugins: they need Fastify 5. */
const older = (): Promise<FastifyInstance> => makeApp(Fastify4 as unknown as MakeFastify, { plugins: false });

/** The same with the line before. */
export const fastify4 = {
  native: async (): Promise<Host> => listen(await older()),
  node: async (): Promise<Host> => onNode(fromFastify(await older())),
  "node, the door closed": async (): Promise<Host> => onNode(closeDoor(fromFastify(await older()))),
};

/** The responses of a host, by the title of the request. */
export async function collect(start: () => Promise<Host>): Promise<Map<string, Answer>> {
  const host = await start();
  try {
    const answers = new Map<string, Answer>();
    for (const request of requests) {
      answers.set(titleOf(request), await ask(host.url, request).catch(none));
    }
    return answers;
  } finally {
    await host.close();
  }
}

function none(reason: unknown): Answer {
  return { status: 0, headers: [], body: "", trailers: [], error: String(reason) };
}
