/** A contestant's process: starts its server, and tells its own CPU time whenever it is asked. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const { default: start } = (await import(`./servers/${process.argv[2]}`)) as {
  default: () => Server | Promise<Server>;
};
const server = await start();
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as AddressInfo).port }));
process.on("message", () => process.send!({ cpu: process.cpuUsage() }));
process.on("disconnect", () => process.exit(0));
