/** The command line of the gateway: `pnpm start --host NAME --port N`. */
import { parseArgs } from "node:util";
import { TsgiError } from "@tsgi/core";
import { startAll } from "./hosts/_all.ts";
import { isElsewhere, runThere } from "./hosts/_runtime.ts";
import type { Start, Started } from "./hosts/_start.ts";

/** Loaded when chosen, so that the other hosts do not load its packages. */
const hosts: Readonly<Record<string, () => Promise<{ start: Start }>>> = {
  node: () => import("./hosts/node.ts"),
  express: () => import("./hosts/express.ts"),
  fastify: () => import("./hosts/fastify.ts"),
  hono: () => import("./hosts/hono.ts"),
  "aws-lambda": () => import("./hosts/_start-aws-lambda.ts"),
  "cloudflare-workers": () => import("./hosts/_start-cloudflare-workers.ts"),
  bun: () => import("./hosts/bun.ts"),
  deno: () => import("./hosts/deno.ts"),
};

const known = [...Object.keys(hosts), "all"].join(", ");

const help = `Runs the gateway.

Usage: pnpm start [--host NAME] [--port N]

  --host NAME  what to run on (default: node):
               ${known}
  --port N     port to listen at, 0 to 65535; 0 takes a free one (default: 3000);
               of "all" the first one, the other hosts take those that follow
  --help       this text`;

/** A mistake on the command line: its message is all that is printed. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof TsgiError)) throw error;
  console.error(`gateway: ${error.message}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(help);
  const { host } = options;
  const load = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  if (load === undefined && host !== "all") {
    throw new UsageError(`unknown host "${host}"; known hosts: ${known}`);
  }
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(`bad port "${options.port}"; it is a whole number from 0 to 65535`);
  }
  if (load === undefined) return startAll(Object.keys(hosts), port);
  if (isElsewhere(host)) {
    process.exitCode = await runThere(host, ["--host", host, "--port", String(port)]);
    return;
  }
  const { start } = await load();
  const started = await start({ port, hostname: "127.0.0.1" });
  closeOnSignal(started);
  console.log(`gateway on ${host}: ${started.url}`);
}

/** Closes in good order at the first signal; a second one ends the process at once. */
function closeOnSignal(started: Started): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      started.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

function readOptions(): { host: string; port: string; help: boolean } {
  try {
    return parseArgs({
      options: {
        host: { type: "string", default: "node" },
        port: { type: "string", default: "3000" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}; see --help`);
  }
}
