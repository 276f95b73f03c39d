/**
 * Writes the gateway with a host's adapter as one file each, from the sources: `dist/aws-lambda/index.mjs`, and
 * `dist/node/server.mjs` for the container. Nothing has to be built before, and nothing else has to be shipped.
 */
import { join } from "node:path";
import { rolldown } from "rolldown";

const gateway = join(import.meta.dirname, "..");
const dist = process.argv[2] ?? join(gateway, "dist");

await bundle("src/hosts/aws-lambda.ts", "aws-lambda/index.mjs");
await bundle("deploy/server.ts", "node/server.mjs");

async function bundle(entry: string, file: string): Promise<void> {
  const build = await rolldown({
    input: join(gateway, entry),
    platform: "node",
    resolve: { conditionNames: ["@tsgi/source", "node", "default"] },
    // An import that rolldown cannot resolve is only a warning to it, but would be missing after the deployment.
    onLog(level, log) {
      // depd of Express writes a function of its own with each deprecated one, which none here is.
      if (level === "warn" && log.code !== "EVAL") throw new Error(log.message);
    },
  });
  await build.write({ file: join(dist, file), format: "esm", codeSplitting: false });
  await build.close();
}
