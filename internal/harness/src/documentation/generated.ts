/** The last step of every generator: writes its outputs, or checks that they are current. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The repository's root folder. */
export const root: string = resolve(import.meta.dirname, "../../../..");

/**
 * Writes each text to its file. With `--check` among `args` it writes nothing, names every file that differs, and sets the
 * exit code to 1.
 *
 * @param outputs path from the repository's root, to text
 * @returns the paths of files that were not current
 */
export function writeOrCheck(
  outputs: Readonly<Record<string, string>>,
  args: readonly string[] = process.argv,
): string[] {
  const stale = Object.keys(outputs).filter((path) => outputs[path] !== current(path));
  for (const path of stale) {
    if (args.includes("--check")) {
      console.log(`${path} is not current`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), outputs[path]!);
      console.log(`wrote ${path}`);
    }
  }
  return stale;
}

function current(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
