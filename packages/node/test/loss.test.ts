import { join } from "node:path";
import { lossTests } from "@tsgi/harness/loss";
import { ServerProcess } from "@tsgi/harness/server-process";

lossTests(async () => ServerProcess.ofScript(join(import.meta.dirname, "fixtures/loaded.ts")));
