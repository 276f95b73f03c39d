import { linearTests } from "@tsgi/harness/linear-tests";
import { workerPeer } from "../src/to-worker.ts";

linearTests([
  {
    name: "the peer of a Worker",
    frames: [(run) => run, (run) => `[${run}]:1`, (run) => `a:${run}`],
    parse: (text) => workerPeer({ cf: { clientIp: text } } as never),
  },
]);
