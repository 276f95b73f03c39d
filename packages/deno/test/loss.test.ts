import { join } from "node:path";
import { lossTests } from "../../fetch/test/_loaded.ts";
import { denoProcess } from "./_process.ts";

lossTests(() => denoProcess(join(import.meta.dirname, "fixtures/loaded.ts")));
