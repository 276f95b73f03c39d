import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "../../../scripts/_certificate.ts";
import { runtimeBinary } from "../../../scripts/_runtimes.ts";
import { ServerProcess, runningHost } from "../../../scripts/_server-process.ts";
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
