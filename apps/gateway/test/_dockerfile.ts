/** A Dockerfile carried out without a container: each stage is a folder in place of the image's root. */
import { execFile } from "node:child_process";
import { cp, glob, mkdir, readFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { DockerfileParser, type Copy, type From, type Instruction } from "dockerfile-ast";

const run = promisify(execFile);

/** Result of a stage. */
export interface Stage {
  /** The folder in place of its root. */
  readonly root: string;
  /** Within `root`. */
  workdir: string;
  user: string | undefined;
  readonly env: Record<string, string>;
  /** The program and its arguments. */
  command: readonly string[];
  healthCommand: readonly string[];
}

/**
 * Carries out what `docker build` would, and returns the last stage. `npm` and `node` are those of this machine.
 *
 * @param folder for the stages
 */
export async function buildImage(text: string, context: string, folder: string): Promise<Stage> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === "FROM") {
      const from = instruction as From;
      const name = from.getBuildStage() ?? String(stages.size);
      const root = join(folder, `stage-${name}`);
      await mkdir(root);
      stage = { root, workdir: root, user: undefined, env: {}, command: [], healthCommand: [] };
      stages.set(name, stage);
    } else {
      await carryOut(instruction, stage!, (name) => (name === undefined ? context : stages.get(name)!.root));
    }
  }
  return stage!;
}

/** Copies what a `.dockerignore` of the form "nothing but" leaves of a folder. */
export async function copyContext(folder: string, ignoreFile: string, context: string): Promise<void> {
  const lines = (await readFile(ignoreFile, "utf8")).split("\n").filter((line) => /^[^#]/.test(line));
  const [first, ...kept] = lines;
  if (first !== "*" || !kept.every((line) => line.startsWith("!"))) {
    throw new Error(`${ignoreFile} does not begin with * and go on with exceptions`);
  }
  for (const pattern of kept) {
    for await (const path of glob(pattern.slice(1), { cwd: folder })) {
      await cp(join(folder, path), join(context, path), { recursive: true });
    }
  }
}

async function carryOut(
  instruction: Instruction,
  stage: Stage,
  rootOf: (stage: string | undefined) => string,
): Promise<void> {
  const args = instruction.getArguments().map((argument) => argument.getValue());
  switch (instruction.getKeyword()) {
    case "WORKDIR":
      stage.workdir = join(stage.root, args[0]!);
      await mkdir(stage.workdir, { recursive: true });
      return;
    case "COPY": {
      const source = join(rootOf((instruction as Copy).getFromFlag()?.getValue() ?? undefined), args[0]!);
      const target = join(stage.workdir, args[1]!);
      await cp(source, args[0] === "." ? target : join(target, basename(source)), { recursive: true });
      return;
    }
    case "RUN": {
      const PATH = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;
      const command = instruction.getRawArgumentsContent() ?? "";
      await run("sh", ["-c", command], { cwd: stage.workdir, env: { ...process.env, PATH, CI: "1" } });
      return;
    }
    case "ENV":
      for (const pair of args) stage.env[pair.split("=")[0]!] = pair.slice(pair.indexOf("=") + 1);
      return;
    case "USER":
      stage.user = args[0];
      return;
    case "CMD":
      stage.command = wordsOf(instruction);
      return;
    case "HEALTHCHECK":
      stage.healthCommand = wordsOf(instruction);
      return;
    case "EXPOSE":
      return;
    default:
      throw new Error(`${instruction.getKeyword()} is not known here`);
  }
}

/** The words of the exec form; none of the shell form, in which a shell would be the first process. */
function wordsOf(instruction: Instruction): string[] {
  const [form = "[]"] = /\[.*\]$/s.exec(instruction.getRawArgumentsContent() ?? "") ?? [];
  return JSON.parse(form) as string[];
}
