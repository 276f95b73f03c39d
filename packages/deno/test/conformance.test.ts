import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { denoHttp2Lacks, denoLacks } from "@tsgi/harness/lacks";
import { ServerProcess, runningHost } from "@tsgi/harness/server-process";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

conformance("deno", async () => runningHost(await ServerProcess.onRuntime("deno", suite)), {
  lacks: denoLacks,
});

conformance(
  "deno over http2",
  async () => ({
    ...(await runningHost(
      await ServerProcess.onRuntime("deno", suite, JSON.stringify({ tls: certificate })),
    )),
    ca: certificate.cert,
  }),
  { http2: true, lacks: denoHttp2Lacks },
);
