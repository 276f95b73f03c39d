import { inspect } from "node:util";
import type { ErrorRequestHandler } from "express";
import { conformance, type StartHost } from "@tsgi/conformance";
import { toExpress } from "@tsgi/express";
import { expresses, listen } from "./_expresses.ts";

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  ownProcess: "it runs in the process of this test",
  bareErrors: {
    cannotRun: "an error before the head goes to Express's error handlers, which decide on the answer",
  },
  expectReuse: "Node's server sends 100 Continue before Express is asked",
  halfClose: "Node's server ends a connection whose client has ended its side",
};

for (const [name, express] of expresses) conformance(name, start(express), { lacks });

/** Mounted below a path, and at the root for targets that have none; with a log that can be read. */
function start(express: (typeof expresses)[number][1]): StartHost {
  return async (app) => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => {} };
    // Express's own handler logs to the console, and shows stacks in development.
    const answering: ErrorRequestHandler = (error, _request, response, _next) => {
      log += `${inspect(error)}\n`;
      response.status(500).send("Internal Server Error");
    };
    const expressApp = express().disable("x-powered-by");
    const handler = toExpress(app, { errors });
    expressApp.use("/api", handler);
    expressApp.use(handler);
    expressApp.use(answering);
    const place = await listen(expressApp);
    return { url: `${place.url}/api`, close: () => place.close(), log: () => log };
  };
}
