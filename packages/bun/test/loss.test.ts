import { join } from "node:path";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { lossTests } from "../../fetch/test/_loaded.ts";

const fixture = join(import.meta.dirname, "fixtures/loaded.ts");

lossTests(async () => new ServerProcess(await runtimeBinary("bun"), ["--conditions=@tsgi/source", fixture]));
