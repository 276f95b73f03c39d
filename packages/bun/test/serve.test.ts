import { join } from "node:path";
import { ServerProcess } from "@tsgi/harness/server-process";
import { servingTests } from "@tsgi/harness/serving";

const fixture = join(import.meta.dirname, "fixtures/server.ts");

servingTests((options) => ServerProcess.onRuntime("bun", fixture, JSON.stringify(options)));
