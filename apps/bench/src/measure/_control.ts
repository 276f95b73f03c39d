/** A second server in the process of a contestant, for commands that the contestant has no path for. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { listening, publish } from "../apps/_hub.ts";

/** Commands by path. */
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

/** @returns its URL */
export function startControl(): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://localhost");
    void Promise.resolve(orders[pathname]!(Number(searchParams.get("count")))).then((result) =>
      response.end(String(result)),
    );
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    );
  });
}
