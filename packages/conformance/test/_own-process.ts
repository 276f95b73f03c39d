/** Serves the suite in a separate process, and prints its URL on the first line. */
import { serve } from "@tsgi/node";
import { suiteApplication } from "../src/app.ts";

const unhandled: string[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(String(reason)));
process.on("uncaughtException", (error) => unhandled.push(String(error)));

const server = await serve(suiteApplication({ unhandled: () => unhandled }), { port: 0, shutdownTimeout: 0 });
process.stdout.write(`${server.url}\n`);
