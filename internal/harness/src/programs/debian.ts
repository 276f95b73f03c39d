/** Programs that some suites need and that npm does not have: they come from Debian's packages. */
import { spawnSync } from "node:child_process";
import { accessSync, appendFileSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's own Python: no other Python finds its modules (`python3-*`). */
export const debianPython = "/usr/bin/python3";

/**
 * Returns true if a suite can run. If the program is missing, the suite is left out, with a line that says how to install it;
 * under CI that is an error instead, so that no suite is left out unnoticed.
 *
 * @param suite title of the suite
 * @param packages Debian packages to install, separated by spaces
 * @param probe returns true if the program is installed
 * @example
 * ```ts
 * const here = needsDebian("gateway in a browser", "chromium", () => hasCommand("chromium"));
 * describe.runIf(here)("gateway in a browser", () => {});
 * ```
 */
export function needsDebian(suite: string, packages: string, probe: () => boolean): boolean {
  if (probe()) return true;
  const line = `left out: ${suite}; to run it: apt-get install ${packages}`;
  if (process.env["CI"]) throw new Error(`[tsgi/harness] ${line} (under CI nothing may be left out)`);
  console.log(line);
  // `pnpm test` prints this file at its end.
  if (process.env["TSGI_LEFT_OUT"]) appendFileSync(process.env["TSGI_LEFT_OUT"], `${line}\n`);
  return false;
}

/** Returns true if a command of this name is on the PATH. */
export function hasCommand(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Returns true if Debian's Python can import the module. */
export function hasPythonModule(name: string): boolean {
  return spawnSync(debianPython, ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;
}
