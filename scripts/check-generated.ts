/** Runs every generator (`scripts/gen-*.ts`) with `--check`; fails when an output is not current. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const generators = readdirSync(import.meta.dirname)
  .filter((name) => /^gen-.*\.ts$/.test(name))
  .toSorted();

const stale = generators.filter((name) => {
  const args = ["--conditions=@tsgi/source", join(import.meta.dirname, name), "--check"];
  return spawnSync(process.execPath, args, { stdio: "inherit" }).status !== 0;
});

console.log(`generated files: ${generators.length} generators, ${stale.length} stale`);
for (const name of stale) console.log(`  run: node --conditions=@tsgi/source scripts/${name}`);
process.exitCode = stale.length > 0 ? 1 : 0;
