import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import type { Contestant } from "../contestants/contestant.ts";

/** The folder from which packages are resolved. */
export const BENCH: string = join(import.meta.dirname, "../..");

/** Returns the whole program as one minified ES module for its runtime, without the runtime's own modules. */
export async function bundle(program: string, runtime: Contestant["runtime"]): Promise<Uint8Array> {
  const options: BuildOptions = {
    bundle: true,
    minify: true,
    format: "esm",
    platform: runtime === "node" ? "node" : "neutral",
    conditions: ["@tsgi/source", runtime, "import"],
    mainFields: ["module", "main"],
    external: ["node:*"],
    legalComments: "none",
  };
  const code = await built(program, options);
  if (!Buffer.from(code).includes("Dynamic require of")) return code;
  // CommonJS code loads Node's modules with a `require` that has to be created.
  const js = `import{createRequire as $make}from"node:module";const require=$make(import.meta.url);`;
  return built(program, { ...options, banner: { js } });
}

async function built(contents: string, options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...options,
    stdin: { contents, resolveDir: BENCH, sourcefile: "program.js" },
    write: false,
    logLevel: "silent",
  });
  return outputFiles![0]!.contents;
}
