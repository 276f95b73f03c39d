import { join } from "node:path";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess } from "@tsgi/harness/server-process";
import { lossTests } from "../../fetch/test/_loaded.ts";

const fixture = join(import.meta.dirname, "fixtures/loaded.ts");

lossTests(async () => new ServerProcess(await runtimeBinary("bun"), ["--conditions=@tsgi/source", fixture]));
