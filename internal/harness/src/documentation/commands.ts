/** Checks the commands of the documentation without running them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./generated.ts";

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** External programs, each with the reason that it cannot be checked or run. */
export const programs: Readonly<Record<string, string>> = {
  docker: "needs a Docker daemon; the tests of the gateway run the Dockerfile's instructions",
  cd: "the folder that git creates",
  git: "needs the network; a test of the README compares the address with package.json",
  sam: "needs an AWS account; the tests of the gateway read the template and run the bundle",
};

/** Returns the commands of a block, one per line, without comments. */
export function commandsOf(code: string): string[] {
  const lines = code.replaceAll(/\\\n/g, " ").split("\n");
  return lines.map((line) => line.replace(/(?:^|\s)#.*$/, "").trim()).filter((line) => line !== "");
}

/**
 * Returns the mistake in a command, or undefined: a script that no package.json has, an unknown package, a peer dependency
 * that is not installed with its package, a program that is not in {@link programs}.
 */
export function faultOf(command: string): string | undefined {
  const [, filter, script] = /^(?:npx --yes pnpm@\d+|pnpm) (?:--filter (\S+) run )?(\S+)/.exec(command) ?? [];
  if (script !== undefined) {
    const { scripts } = manifestOf(filter === undefined ? "." : join("apps", filter))!;
    return scripts?.[script] === undefined ? `there is no script ${script}` : undefined;
  }
  const [, list] = /^(?:npm install|bun add|deno add) (.*)$/.exec(command) ?? [];
  if (list !== undefined) return faultOfPackages(list.split(" ").map((name) => name.replace(/^npm:/, "")));
  const [program = ""] = command.split(" ", 1);
  return program in programs ? undefined : `${program} is not a known program`;
}

function faultOfPackages(names: readonly string[]): string | undefined {
  for (const name of names.filter((each) => each.startsWith("@tsgi/"))) {
    const manifest = manifestOf(join("packages", name.slice("@tsgi/".length)));
    if (manifest === undefined) return `there is no package ${name}`;
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const missing = Object.keys(peerDependencies).find(
      (peer) => peerDependenciesMeta[peer]?.optional !== true && !names.includes(peer),
    );
    if (missing !== undefined) return `${name} also needs ${missing}`;
  }
  return undefined;
}

function manifestOf(folder: string): Manifest | undefined {
  const file = join(root, folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}
