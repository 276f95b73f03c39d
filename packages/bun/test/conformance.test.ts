import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { runtimeBinary } from "@tsgi/harness/runtimes";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";
import { withLimits } from "../../fetch/test/_limits.ts";
import { bunLacks, bunLimits } from "./_lacks.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");
const lacks = withLimits(bunLacks, bunLimits);

for (const [protocol, options] of Object.entries({ http: {}, https: { tls: certificate } })) {
  conformance(
    protocol === "http" ? "bun" : `bun over ${protocol}`,
    async () => {
      const args = ["--conditions=@tsgi/source", suite, JSON.stringify(options)];
      return {
        ...(await runningHost(new ServerProcess(await runtimeBinary("bun"), args))),
        ca: certificate.cert,
      };
    },
    { lacks },
  );
}
