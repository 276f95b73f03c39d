/** Runs a contestant's server on Node. Prints its URL, and that of its control. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startControl } from "./_control.ts";

const { default: make } = (await import(process.argv[2]!)) as { default: () => Server | Promise<Server> };
const server = await make();

server.listen(0, "127.0.0.1", 4_096, async () => {
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}/ ${await startControl()}`);
});
