import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { runningHost } from "@tsgi/harness/server-process";
import { fetchLacks, withLimits } from "../../fetch/test/_limits.ts";
import { denoLacks, denoLimits, denoLimitsOfHttp2 } from "./_lacks.ts";
import { denoProcess } from "./_process.ts";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

conformance("deno", async () => runningHost(await denoProcess(suite)), {
  lacks: withLimits(denoLacks, denoLimits),
});

conformance(
  "deno over http2",
  async () => ({
    ...(await runningHost(await denoProcess(suite, JSON.stringify({ tls: certificate })))),
    ca: certificate.cert,
  }),
  { http2: true, lacks: withLimits(fetchLacks, denoLimitsOfHttp2) },
);
