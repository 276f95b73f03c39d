import { fromExpressRow } from "./_from-express.ts";
import { existingRows } from "./existing-apps.ts";
import type { Runtime } from "../../../scripts/_runtimes.ts";

/** What is measured: a server that answers with the same small text as the other of its row. */
export interface Contestant {
  readonly name: string;
  /** Module under servers/: a Worker, a program that prints its URL, or for Node one that makes a server. */
  readonly module: string;
  readonly runtime: Extract<Runtime, "bun" | "deno" | "workerd"> | "node";
}

/** A host: how its own users write a handler, and ours on it. */
export interface ServerRow {
  /** What `pnpm bench <name>` is searched for. */
  readonly name: string;
  /** Its cost is 1. */
  readonly control: Contestant;
  readonly ours: Contestant;
}

export const serverRows: readonly ServerRow[] = [
  row("node", "node", ["node:http by hand", "node-native.ts"], ["@tsgi/node", "tsgi-node.ts"]),
  row("express", "node", ["Express by itself", "express-native.ts"], ["@tsgi/express", "tsgi-express.ts"]),
  fromExpressRow,
  row("fastify", "node", ["Fastify by itself", "fastify-native.ts"], ["@tsgi/fastify", "tsgi-fastify.ts"]),
  row("hono", "node", ["Hono by itself", "hono-native.ts"], ["@tsgi/hono", "tsgi-hono.ts"]),
  row(
    "hono in workerd",
    "workerd",
    ["Hono by itself", "hono-workerd-native.ts"],
    ["@tsgi/hono", "tsgi-hono-workerd.ts"],
  ),
  row(
    "cloudflare-workers in workerd",
    "workerd",
    ["a Worker by hand", "workerd-native.ts"],
    ["@tsgi/cloudflare-workers", "tsgi-workerd.ts"],
  ),
  row("bun", "bun", ["Bun.serve by hand", "bun-native.ts"], ["@tsgi/bun", "tsgi-bun.ts"]),
  row("deno", "deno", ["Deno.serve by hand", "deno-native.ts"], ["@tsgi/deno", "tsgi-deno.ts"]),
  ...existingRows,
];

/** A browser's usual request: with Host and Connection, which the client adds, twelve fields. */
export const headers: Readonly<Record<string, string>> = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36",
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "en-US,en;q=0.5",
  "accept-encoding": "gzip, deflate, br, zstd",
  referer: "http://127.0.0.1/",
  cookie: "session=0123456789abcdef; theme=dark",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "same-origin",
  "cache-control": "no-cache",
};

function row(
  name: string,
  runtime: Contestant["runtime"],
  [control, controlModule]: readonly [string, string],
  [ours, module]: readonly [string, string],
): ServerRow {
  return {
    name,
    control: { name: control, module: controlModule, runtime },
    ours: { name: ours, module, runtime },
  };
}
