import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { withLimits } from "../../fetch/test/_limits.ts";
import { workerdLacks, workerdLimits } from "./_lacks.ts";
import { startWorkerd } from "../../../scripts/_workerd.ts";

conformance(
  "cloudflare-workers",
  () => startWorkerd(join(import.meta.dirname, "fixtures/suite.ts"), { exposeGc: true }),
  {
    lacks: withLimits(workerdLacks, workerdLimits),
  },
);
