import { join } from "node:path";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { servingTests } from "../../fetch/test/_serving.ts";

const fixture = join(import.meta.dirname, "fixtures/server.ts");

servingTests(
  async (options) =>
    new ServerProcess(await runtimeBinary("deno"), [
      "run",
      "--allow-all",
      "--conditions=@tsgi/source",
      "--no-config",
      "--node-modules-dir=manual",
      fixture,
      JSON.stringify(options),
    ]),
);
