import { utimesSync } from "node:fs";
import { join } from "node:path";
import { toLambda, toLambdaStream } from "@tsgi/aws-lambda";
import { serveLocally } from "@tsgi/aws-lambda/local";
import { fromExpress } from "@tsgi/express";
import { ServerProcess } from "@tsgi/harness/server-process";
import { startWorkerd } from "@tsgi/harness/workerd";
import { toNode } from "@tsgi/node";
import { validate } from "@tsgi/validator";
import type { ExpressHost } from "./_express-differences.ts";
import { listen } from "./_expresses.ts";
import { expressApp } from "./fixtures/_express-app.ts";

/** A running host of the compared application. */
export interface Place {
  readonly url: string;
  close(): Promise<void>;
}
type ExpressFunction = Parameters<typeof expressApp>[0];
type Start = (express: ExpressFunction) => Promise<Place>;

const fixtures = join(import.meta.dirname, "fixtures");
const files = { root: join(fixtures, "files") };
// Validators are made of it, and runtimes round what is less than a millisecond each their way.
utimesSync(join(files.root, "numbers.txt"), 1_700_000_000, 1_700_000_000);

export const native: Start = (express) => listen(expressApp(express, files));

/** Under the validator the server's own request is out of reach. Hosts that accept any Express run in this process. */
export const inProcess: Readonly<Partial<Record<ExpressHost, Start>>> = {
  door: (express) => listen(toNode(fromExpress(expressApp(express, files))) as never),
  pair: (express) => listen(toNode(validate(fromExpress(expressApp(express, files)))) as never),
  lambda: (express) => serveLocally(toLambda(fromExpress(expressApp(express, files))), { port: 0 }),
  "lambda-stream": (express) =>
    serveLocally(toLambdaStream(fromExpress(expressApp(express, files))), { port: 0, event: "url" }),
};

/** On their own runtimes, with Express 5. */
export const runtimes: Readonly<Partial<Record<ExpressHost, () => Promise<Place>>>> = {
  bun: () => started("bun", "bun-server.ts"),
  deno: () => started("deno", "deno-server.ts"),
  "cloudflare-workers": () => startWorkerd(join(fixtures, "express-worker.ts"), { nodejs: true }),
};

async function started(runtime: "bun" | "deno", fixture: string): Promise<Place> {
  const server = await ServerProcess.onRuntime(runtime, join(fixtures, fixture));
  return { url: await server.ready, close: () => server.close() };
}
