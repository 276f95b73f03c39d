import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance } from "@tsgi/conformance";
import { certificate } from "@tsgi/harness/certificate";
import { assertBuilt, hostOnNode } from "@tsgi/harness/node-host";
import type { NodeLine } from "@tsgi/harness/runtimes";

const suite = join(import.meta.dirname, "fixtures/suite.mjs");

/** The lacks of node:http; HTTP/2 does not have the feature at all. */
const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  halfClose: "node:http ends a connection whose client has ended its side",
};

/** Whether it is dropped differs with the lines of Node. */
const dropped = {
  "case:input-whole-after-leaving": {
    cannotRun:
      "node:http2 drops the data of a stream that the client has reset, or does not report whether it is complete",
  },
};

/** Runs the suite against the built packages on a line of Node, over each protocol. */
export function conformanceOnNode(line: NodeLine): void {
  assertBuilt(import.meta.dirname);
  const folder = mkdtempSync(join(tmpdir(), "tsgi-"));
  const files = [join(folder, "key.pem"), join(folder, "cert.pem")] as const;
  writeFileSync(files[0], certificate.key);
  writeFileSync(files[1], certificate.cert);
  for (const protocol of ["http", "https", "http2"] as const) {
    conformance(
      `node ${line} over ${protocol}`,
      async () => ({ ...(await hostOnNode(line, suite, protocol, ...files)), ca: certificate.cert }),
      protocol === "http2" ? { http2: true, lacks: dropped } : { lacks },
    );
  }
}
