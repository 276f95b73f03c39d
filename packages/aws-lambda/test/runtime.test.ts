import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { beforeAll, describe } from "vitest";
import { functionTests } from "./_function-tests.ts";
import { kitTests } from "./_kit-tests.ts";
import { folder } from "./_suite.ts";

describe.runIf(canRunRic("functions on Lambda's real runtime"))("on aws-lambda-ric", () => {
  // The first call compiles it.
  beforeAll(async () => void (await ricMain()), 600_000);

  describe("one invocation at a time", () => {
    kitTests(folder);
  });

  describe("existing functions", () => {
    functionTests(folder);
  });
});
