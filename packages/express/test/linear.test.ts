import { linearTests } from "@tsgi/harness/linear-tests";
import { serialiseBody } from "../src/_serialise-body.ts";

linearTests([
  {
    name: "the charset of a parsed body",
    frames: [(run) => run, (run) => `a/json;${run}`, (run) => `a/json; charset="${run}`],
    parse: (text) => serialiseBody({}, text, 2),
  },
]);
