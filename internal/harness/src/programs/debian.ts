/** Programs that some suites need and that npm does not have: they come from Debian's packages. */
import { spawnSync } from "node:child_process";
import { accessSync, appendFileSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's own Python: its modules (`python3-*`) are seen by no other. */
export const debianPython = "/usr/bin/python3";

/**
 * Tells whether a suite can run. Where the program is missing, the suite is left out with a line that says how to get it;
 * under CI that is an error instead, so that no suite is left out there unseen.
 *
 * @param suite title of the suite
 * @param packages Debian packages to install, separated by spaces
 * @param probe whether the program is there
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

/** Whether a command of this name stands on the PATH. */
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

/** Whether Debian's Python can import the module. */
export function hasPythonModule(name: string): boolean {
  return spawnSync(debianPython, ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;
}
