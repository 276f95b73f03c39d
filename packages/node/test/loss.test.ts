import { join } from "node:path";
import { ServerProcess } from "../../../scripts/_server-process.ts";
import { lossTests } from "../../fetch/test/_loaded.ts";

lossTests(async () => ServerProcess.ofScript(join(import.meta.dirname, "fixtures/loaded.ts")));
