import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { lossTests } from "../../fetch/test/_loaded.ts";

lossTests(async () => ServerProcess.ofScript(join(import.meta.dirname, "fixtures/loaded.ts")));
