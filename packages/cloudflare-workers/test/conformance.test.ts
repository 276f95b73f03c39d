import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { startWorkerd } from "@tsgi/harness/workerd";
import { withLimits } from "../../fetch/test/_limits.ts";
import { workerdLacks, workerdLimits } from "./_lacks.ts";

conformance(
  "cloudflare-workers",
  () => startWorkerd(join(import.meta.dirname, "fixtures/suite.ts"), { exposeGc: true }),
  {
    lacks: withLimits(workerdLacks, workerdLimits),
  },
);
