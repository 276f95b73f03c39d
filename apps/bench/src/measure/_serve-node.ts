/**
 * Runs a contestant's server on Node. Prints its URL, and that of a second server by which its process is told what the
 * contestant has no path for.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { listening, publish } from "../apps/_hub.ts";

const { default: make } = (await import(process.argv[2]!)) as { default: () => Server | Promise<Server> };

/** By path. */
const orders: Readonly<Record<string, (argument: number) => unknown>> = {
  async "/publish"(count) {
    for (let i = 0; i < count; i++) {
      publish();
      await setImmediate();
    }
  },
  /** Twice, with time for finalizers in between. */
  async "/collect"() {
    globalThis.gc!();
    await setTimeout(50);
    globalThis.gc!();
  },
  "/listening": () => listening(),
};

const control = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, "http://localhost");
  void Promise.resolve(orders[pathname]!(Number(searchParams.get("count")))).then((result) =>
    response.end(String(result)),
  );
});

console.log(`${await urlOf(await make())} ${await urlOf(control)}`);

function urlOf(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", 4_096, () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    );
  });
}
