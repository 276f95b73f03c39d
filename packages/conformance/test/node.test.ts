import { serve, type ServeOptions } from "@tsgi/node";
import { conformance, type RunningHost, type StartHost } from "../src/index.ts";

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  halfClose: "node:http ends a connection whose client has ended its side",
  ownProcess: "it runs in the process of this test",
};

conformance("node over http", start({}), { lacks });

/** Starts the host at a free place, with a log that can be read. */
function start(options: ServeOptions, ca?: string): StartHost {
  return async (app): Promise<RunningHost> => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => {} };
    const server = await serve(app, { port: 0, signals: false, shutdownTimeout: 0, errors, ...options });
    return { url: server.url, ca, close: () => server.close(), log: () => log };
  };
}
