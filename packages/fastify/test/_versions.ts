import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { assertBuilt, hostOnNode } from "@tsgi/harness/node-host";
import type { NodeLine } from "@tsgi/harness/runtimes";

const suite = join(import.meta.dirname, "fixtures/suite.mjs");

/** Over HTTP/1 and HTTP/2. */
const lacks = {
  methodCase: "Fastify's router knows only registered methods, in upper case",
  bareErrors: {
    cannotRun: "an error before the head goes to Fastify's error handler, which decides on the answer",
  },
  rawTarget: { cannotRun: "Fastify's router answers 400 to a path with a malformed %" },
};
const lacksOverHttp1 = {
  ...lacks,
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  expectReuse: "Node's server sends 100 Continue before Fastify is asked",
  halfClose: "Node's server ends a connection whose client has ended its side",
};
const lacksOverHttp2 = {
  ...lacks,
  "case:input-whole-after-leaving": "node:http2 drops what came of a stream that the client has reset",
};

/** Runs the suite in Fastify: from source, or against the built packages on a line of Node. */
export function conformanceOnFastify(line: NodeLine | "source"): void {
  if (line !== "source") assertBuilt(import.meta.dirname);
  const place = line === "source" ? "" : ` on Node ${line}`;
  const start = (protocol: string) => () => hostOnNode(line, suite, "fastify", protocol);
  conformance(`Fastify 5${place}`, start("http"), { lacks: lacksOverHttp1 });
  conformance(`Fastify 5${place} over HTTP/2`, start("http2"), { lacks: lacksOverHttp2, http2: true });
}
