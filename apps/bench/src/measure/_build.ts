import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import type { Contestant } from "../contestants/contestant.ts";

const root = join(import.meta.dirname, "../..");
/** Inside the app, so that its dependencies can be resolved. */
const dist = join(root, "dist");

/**
 * Builds the programs for Node, so that none pays for stripping types, which costs time and memory that users do not pay.
 * Dependencies other than ours stay unchanged.
 */
export async function build(contestants: readonly Contestant[]): Promise<void> {
  const modules = contestants.filter(({ runtime }) => runtime === "node").map(({ module }) => module);
  if (modules.length === 0) return;
  const names = modules.map((module) => module.replace(/\.ts$/, ""));
  const servers = Object.fromEntries(names.map((name) => [name, join(root, "src/servers", `${name}.ts`)]));
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const foreign = Object.keys(dependencies).filter((name) => !name.startsWith("@tsgi/"));
  const bundle = await rolldown({
    input: {
      ...servers,
      serve: join(root, "src/measure/_serve-node.ts"),
      "run-function": join(root, "src/measure/_run-function.ts"),
    },
    platform: "node",
    external: (id) =>
      id.startsWith("node:") || foreign.some((name) => id === name || id.startsWith(`${name}/`)),
    resolve: { conditionNames: ["@tsgi/source", "node", "import", "default"] },
    logLevel: "warn",
  });
  await bundle.write({
    dir: dist,
    cleanDir: true,
    entryFileNames: "[name].mjs",
    chunkFileNames: "_[name].mjs",
  });
  await bundle.close();
}

/** Returns the arguments that run a contestant's server on Node, once built. */
export function nodeArguments(contestant: Contestant): string[] {
  return ["--expose-gc", join(dist, "serve.mjs"), built(contestant)];
}

/** Returns the same for a handler of Lambda events. */
export function functionArguments(contestant: Contestant): string[] {
  return [join(dist, "run-function.mjs"), built(contestant)];
}

function built({ module }: Contestant): string {
  return join(dist, module.replace(/\.ts$/, ".mjs"));
}
