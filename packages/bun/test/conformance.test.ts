import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";
import { withLimits } from "../../fetch/test/_limits.ts";
import { bunLacks, bunLimits } from "./_lacks.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

conformance(
  "bun",
  async () =>
    runningHost(new ServerProcess(await runtimeBinary("bun"), ["--conditions=@tsgi/source", suite])),
  { lacks: withLimits(bunLacks, bunLimits) },
);
