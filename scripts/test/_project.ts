/** A project as a reader of the guides has it: a folder with the packages as they are published, and files from a page. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { allExamples } from "@tsgi/harness/example-sources";
import { root } from "@tsgi/harness/generated";

const run = promisify(execFile);
const examples = allExamples();

/** The output and the exit code of a command. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** The code of a block, by its page in docs/guides and its number among the blocks of a language. */
export function blockOf(page: string, number: number, language: "ts" | "json" | "text"): string {
  const suffix = language === "ts" ? number : `${language}${number}`;
  const id = `docs/guides/${page}#${suffix}`;
  const block = examples.find((example) => example.id === id);
  if (block === undefined) throw new Error(`there is no block ${id}`);
  return block.code;
}

/** Builds packages as they are published, with what they depend on; current ones come from turbo's cache. */
export async function buildPackages(names: readonly string[]): Promise<void> {
  const filters = names.map((name) => `--filter=@tsgi/${name}`);
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
  await run(join(root, "node_modules/.bin/turbo"), ["run", "build", ...filters], { cwd: root, env });
}

/** A folder of its own, with built packages and tools in its `node_modules`. */
export class Project {
  static readonly #all = new Set<Project>();
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param tools packages of the workspace's root that the project has too */
  static async create(packages: readonly string[], tools: readonly string[] = []): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "tsgi-guide-")));
    Project.#all.add(project);
    for (const name of packages) {
      for (const part of ["package.json", "dist"]) {
        // Copied, not linked: tools treat what lies in node_modules in another way.
        const target = project.path("node_modules/@tsgi", name, part);
        await cp(join(root, "packages", name, part), target, { recursive: true });
      }
    }
    for (const name of tools) {
      await mkdir(dirname(project.path("node_modules", name)), { recursive: true });
      await symlink(join(root, "node_modules", name), project.path("node_modules", name));
    }
    return project;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), text);
    }
  }

  /** Runs a program of this machine in the folder; a failure is an outcome, too. */
  async run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const options = { cwd: this.folder, env: { ...process.env, ...env } };
    try {
      const { stdout, stderr } = await run(program, args, options);
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  node(...args: string[]): Promise<Outcome> {
    return this.run(process.execPath, args);
  }

  tsc(...args: string[]): Promise<Outcome> {
    return this.node(join(root, "node_modules/typescript/bin/tsc"), "--pretty", "false", ...args);
  }

  /** Removes the folders of all projects. */
  static async removeAll(): Promise<void> {
    const folders = [...Project.#all].map(({ folder }) => folder);
    Project.#all.clear();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  }
}
