/** Runs a contestant's server on Node, and prints its URL. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const { default: make } = (await import(process.argv[2]!)) as { default: () => Server | Promise<Server> };
const server = await make();
server.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
);
