import { join } from "node:path";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { servingTests } from "../../fetch/test/_serving.ts";

const fixture = join(import.meta.dirname, "fixtures/server.ts");

servingTests(
  async (options) =>
    new ServerProcess(await runtimeBinary("bun"), [
      "--conditions=@tsgi/source",
      fixture,
      JSON.stringify(options),
    ]),
);
