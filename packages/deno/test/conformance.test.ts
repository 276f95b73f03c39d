import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

conformance(
  "deno",
  async () =>
    runningHost(
      new ServerProcess(await runtimeBinary("deno"), [
        "run",
        "--allow-all",
        "--conditions=@tsgi/source",
        "--no-config",
        "--node-modules-dir=manual",
        suite,
      ]),
    ),
  { lacks: {} },
);
