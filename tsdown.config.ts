/** The one build of every package: what package.json exports is what gets built and checked. */
import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports: Record<string, { "@tsgi/source": string }>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const sources = Object.values(manifest.exports).map((subpath) => subpath["@tsgi/source"]);
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

/** What entries share is one file: to find and read a file costs Node more than the code in it that is not needed. */
const shared = { name: "_shared", minShareCount: 2, test: /(?<!\.d)\.ts$/ };
/** Here most of it is what the other two entries share, and a function has two files in either case. */
const isApart = manifest.name === "@tsgi/aws-lambda";

export default defineConfig({
  cwd: process.cwd(),
  // "./src/cases/index.ts" becomes dist/cases/index.js, as its line in `exports` says.
  entry: Object.fromEntries(sources.map((file) => [file.replace(/^\.\/src\/|\.ts$/g, ""), file])),
  format: "esm",
  target: "node20.19",
  platform: "neutral",
  fixedExtension: false,
  sourcemap: true,
  dts: { oxc: true, sourcemap: true },
  outputOptions: { codeSplitting: isApart || { groups: [shared] } },
  // Every import stays an import, and what is imported must be declared.
  deps: { neverBundle: true, onlyImport: [/^node:/, ...declared] },
  publint: { strict: true },
  attw: { profile: "esm-only", level: "error" },
  failOnWarn: true,
});
