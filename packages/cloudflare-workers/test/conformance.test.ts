import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { workerdLacks } from "@tsgi/harness/lacks";
import { startWorkerd } from "@tsgi/harness/workerd";

conformance(
  "cloudflare-workers",
  () => startWorkerd(join(import.meta.dirname, "fixtures/suite.ts"), { exposeGc: true }),
  {
    lacks: workerdLacks,
  },
);
