/** Round trip: the suite's application as a node:http listener, and this as an application again. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Application } from "@tsgi/core";
import { conformance } from "@tsgi/conformance";
import { wrapped } from "@tsgi/harness/listening";
import { toNode } from "@tsgi/node";
import { fromNode } from "@tsgi/node/from";

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  halfClose: "node:http ends a connection whose client has ended its side",
  ownProcess: { cannotRun: "it runs in the process of this test" },
  expectReuse: "a listener does not learn of a client that waits for 100 Continue",
};

const ways: readonly (readonly [name: string, around: (app: Application) => Application])[] = [
  ["by the server's own request and response", (app) => app],
  ["by stand-ins", wrapped],
];

for (const [name, around] of ways) {
  conformance(
    `a listener ${name}`,
    async (app) => {
      let log = "";
      const errors = { write: (text: string) => void (log += text), flush: () => {} };
      const listener = toNode(around(fromNode(toNode(app, { log: errors }))), { log: errors });
      const server = createServer(listener as never).listen(0, "127.0.0.1");
      await once(server, "listening");
      const close = async (): Promise<void> => {
        server.close();
        server.closeAllConnections();
      };
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close, log: () => log };
    },
    {
      lacks:
        around === wrapped
          ? {
              ...lacks,
              "case:input-whole-after-leaving":
                "a stand-in is read by chunks, and destroyed when the client disconnects",
            }
          : lacks,
    },
  );
}
