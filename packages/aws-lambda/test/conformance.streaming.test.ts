import { canRunRic, ricMain } from "@tsgi/harness/ric";
import { beforeAll, describe } from "vitest";
import { suite } from "./_suite.ts";

describe.runIf(canRunRic("AWS Lambda on its real runtime, streaming"))("on aws-lambda-ric", () => {
  beforeAll(async () => void (await ricMain()), 600_000);

  // Those whose service streams.
  for (const event of ["v1", "url"] as const) suite(event, "streaming");
});
