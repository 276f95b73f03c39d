import { inspect } from "node:util";
import type { ErrorRequestHandler } from "express";
import { conformance, type StartHost } from "@tsgi/conformance";
import { toExpress } from "@tsgi/express";
import { expresses, listen } from "./_expresses.ts";

const lacks = {
  methodCase: "llhttp knows a fixed list of methods, in upper case",
  ownProcess: "it runs in the process of this test",
  bareErrors: "an error before the head goes to Express's error handlers",
  expectReuse: "Node's server sends 100 Continue before Express is asked",
};

for (const [name, express] of expresses) conformance(name, start(express), { lacks });

/** An Express application with nothing in it but the mount, and a log that can be read. */
function start(express: (typeof expresses)[number][1]): StartHost {
  return async (app) => {
    let log = "";
    const errors = { write: (text: string) => void (log += text), flush: () => {} };
    const logged: ErrorRequestHandler = (error, _request, _response, next) => {
      log += `${inspect(error)}\n`;
      next(error);
    };
    const expressApp = express().disable("x-powered-by").set("env", "production");
    expressApp.use("/api", toExpress(app, { errors }));
    expressApp.use(logged);
    const place = await listen(expressApp);
    return { url: `${place.url}/api`, close: () => place.close(), log: () => log };
  };
}
