import { join } from "node:path";
import { lossTests } from "@tsgi/harness/loss";
import { ServerProcess } from "@tsgi/harness/server-process";

const fixture = join(import.meta.dirname, "fixtures/loaded.ts");

lossTests(() => ServerProcess.onRuntime("bun", fixture));
