/** The one build of every package: what package.json exports is what gets built and checked. */
import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports: Record<string, { "@tsgi/source": string }>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const sources = Object.values(manifest.exports).map((subpath) => subpath["@tsgi/source"]);
const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

/**
 * Core's entries share most of their modules, and whoever imports one imports others: one file of these is found and read
 * sooner than five. Where there are dependencies, an entry would import those of another.
 */
const shared = { name: "_shared", minShareCount: 2, test: /(?<!\.d)\.ts$/ };

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
  outputOptions: { codeSplitting: declared.length === 0 ? { groups: [shared] } : true },
  // Every import stays an import, and what is imported must be declared.
  deps: { neverBundle: true, onlyImport: [/^node:/, ...declared] },
  publint: { strict: true },
  attw: { profile: "esm-only", level: "error" },
  failOnWarn: true,
});
