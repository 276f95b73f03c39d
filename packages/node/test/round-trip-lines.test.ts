/** Runs the built package on every line of Node: the fake request and response rely on Node's own classes. */
import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { assertBuilt, hostOnNode } from "@tsgi/harness/node-host";
import { nodeLines } from "@tsgi/harness/runtimes";

assertBuilt(import.meta.dirname);

for (const line of nodeLines) {
  conformance(
    `a listener by stand-ins on node ${line}`,
    () => hostOnNode(line, join(import.meta.dirname, "fixtures/round-trip.mjs")),
    {
      lacks: {
        methodCase: "llhttp knows a fixed list of methods, in upper case",
        halfClose: "node:http ends a connection whose client has ended its side",
        "case:input-whole-after-leaving":
          "a stand-in is read by chunks, and destroyed when the client disconnects",
        "case:stream-undelayed-sync": "what a listener writes is taken when its turn has ended",
      },
    },
  );
}
