import { conformance, type RunningHost } from "@tsgi/conformance";
import { serve } from "@tsgi/node";
import { validate } from "@tsgi/validator";

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  ownProcess: { cannotRun: "it runs in the process of this test" },
  halfClose: "node:http ends a connection after its client has ended its side",
};

// Each case passes as without the validator, which reports nothing and changes nothing.
conformance("node under the validator", start, { lacks, validate });

async function start(app: Parameters<typeof serve>[0]): Promise<RunningHost> {
  let log = "";
  const errors = { write: (text: string) => void (log += text), flush: () => {} };
  const server = await serve(app, { port: 0, signals: false, shutdownTimeout: 0, log: errors });
  return { url: server.url, close: () => server.close(), log: () => log };
}
