/** The command line of the gateway: `pnpm start --host NAME --port N`. */
import { parseArgs } from "node:util";
import { TsgiError } from "@tsgi/core";
import type { Start } from "./hosts/_start.ts";

/** Loaded when chosen, so that a host's packages are no burden on the others. */
const hosts: Readonly<Record<string, () => Promise<{ start: Start }>>> = {
  node: () => import("./hosts/node.ts"),
};

const known = Object.keys(hosts).join(", ");

const help = `Runs the gateway.

Usage: pnpm start [--host NAME] [--port N]

  --host NAME  what to run on: ${known} (default: node)
  --port N     port to listen at, 0 to 65535; 0 takes a free one (default: 3000)
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
  const load = Object.hasOwn(hosts, options.host) ? hosts[options.host] : undefined;
  if (load === undefined) throw new UsageError(`unknown host "${options.host}"; known hosts: ${known}`);
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Number.NaN;
  if (!(port <= 65_535))
    throw new UsageError(`bad port "${options.port}"; it is a whole number from 0 to 65535`);
  const { start } = await load();
  const { url } = await start({ port, hostname: "127.0.0.1" });
  console.log(`gateway on ${options.host}: ${url}`);
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
