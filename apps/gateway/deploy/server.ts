/** The gateway on Node, as its container runs it. SIGTERM closes it in good order. */
import { serve } from "@tsgi/node";
import { app } from "../src/app.ts";

const server = await serve(app, {
  hostname: "0.0.0.0",
  port: Number(process.env["PORT"] ?? 3000),
  // Docker kills what is not gone after 10 seconds.
  shutdownTimeout: 8_000,
});
console.log(`gateway: ${server.url}`);
