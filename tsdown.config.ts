/** Builds every package: builds and checks the exports of its package.json. */
import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports: Record<string, { "@tsgi/source": string; default: string }>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const subpaths = Object.values(manifest.exports);
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

/** Puts the code that entries share into one file: finding and reading a file costs Node more than unused code in it. */
const shared = { name: "_shared", minShareCount: 2, test: /(?<!\.d)\.ts$/ };
/** Here the other two entries share most of it, and a function has two files in either case. */
const isApart = manifest.name === "@tsgi/aws-lambda";

export default defineConfig({
  cwd: process.cwd(),
  // "./src/cache/cache.ts" becomes dist/cache.js, as its line in `exports` says.
  entry: Object.fromEntries(
    subpaths.map(({ "@tsgi/source": source, default: built }) => [
      built.replace(/^\.\/dist\/|\.js$/g, ""),
      source,
    ]),
  ),
  format: "esm",
  target: "node20.19",
  platform: "neutral",
  fixedExtension: false,
  sourcemap: true,
  dts: { oxc: true, sourcemap: true },
  outputOptions: { codeSplitting: isApart || { groups: [shared] } },
  // Every import stays an import, and what is imported must be declared, or be another subpath of the package.
  deps: { neverBundle: true, onlyImport: [/^node:/, manifest.name, ...declared] },
  publint: { strict: true },
  attw: { profile: "esm-only", level: "error" },
  failOnWarn: true,
});
