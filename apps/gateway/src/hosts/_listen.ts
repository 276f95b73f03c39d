import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { TsgiError } from "@tsgi/core";
import { TSGI_LISTEN_FAILED } from "@tsgi/core/errors";
import type { StartOptions, Started } from "./_start.ts";

/** Serves a listener of node:http. */
export async function listen(listener: RequestListener, { port, hostname }: StartOptions): Promise<Started> {
  const server = createServer(listener).listen(port, hostname);
  await once(server, "listening").catch((cause: unknown) => {
    throw new TsgiError(TSGI_LISTEN_FAILED, `${hostname}:${port}`, cause);
  });
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://${hostname}:${(server.address() as AddressInfo).port}/`, close };
}
