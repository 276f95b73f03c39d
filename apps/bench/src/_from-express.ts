import type { ServerRow } from "./rows.ts";

/** One Express application: listening by itself, and as a TSGI application on the same server. */
export const fromExpressRow: ServerRow = {
  name: "an Express application",
  control: { name: "Express by itself", module: "express-app-native.ts", runtime: "node" },
  ours: { name: "@tsgi/express, fromExpress", module: "tsgi-from-express.ts", runtime: "node" },
};
