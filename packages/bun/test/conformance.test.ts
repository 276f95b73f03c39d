import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { bunLacks } from "@tsgi/harness/lacks";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

for (const [protocol, options] of Object.entries({ http: {}, https: { tls: certificate } })) {
  conformance(
    protocol === "http" ? "bun" : `bun over ${protocol}`,
    async () => {
      const server = await ServerProcess.onRuntime("bun", suite, JSON.stringify(options));
      return { ...(await runningHost(server)), ca: certificate.cert };
    },
    { lacks: bunLacks },
  );
}
