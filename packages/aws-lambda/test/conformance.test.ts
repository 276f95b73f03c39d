import { eventNames } from "@tsgi/harness/lambda-events";
import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { beforeAll, describe } from "vitest";
import { suite } from "./_suite.ts";

describe.runIf(canRunRic("AWS Lambda on its real runtime"))("on aws-lambda-ric", () => {
  // The first call compiles it.
  beforeAll(async () => void (await ricMain()), 600_000);

  for (const event of eventNames) suite(event, "buffered");
});
