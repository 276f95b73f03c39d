import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { assertBuilt, hostOnNode } from "@tsgi/harness/node-host";
import type { NodeLine } from "@tsgi/harness/runtimes";

const suite = join(import.meta.dirname, "fixtures/suite.mjs");

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  bareErrors: {
    cannotRun: "an error before the head goes to Express's error handlers, which decide on the answer",
  },
  expectReuse: "Node's server sends 100 Continue before Express is asked",
  halfClose: "Node's server ends a connection whose client has ended its side",
};

/** Runs the suite on both lines of Express: from source, or against the built packages on a line of Node. */
export function conformanceOnExpress(line: NodeLine | "source"): void {
  if (line !== "source") assertBuilt(import.meta.dirname);
  const place = line === "source" ? "" : ` on Node ${line}`;
  conformance(`Express 5${place}`, () => hostOnNode(line, suite, "express"), { lacks });
  conformance(`Express 4${place}`, () => hostOnNode(line, suite, "express-4"), { lacks });
}
