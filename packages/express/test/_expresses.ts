import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express5 from "express";
import express4 from "express-4";
import { onTestFinished } from "vitest";

/** Both lines of Express, by their name in test titles. */
export const expresses = [
  ["Express 5", express5],
  ["Express 4", express4],
] as const;

/** A server at a free place. */
export interface Place {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(listener: RequestListener): Promise<Place> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, "close");
    },
  };
}

/** Listens until the end of the test. Returns the URL. */
export async function serving(listener: RequestListener): Promise<string> {
  const place = await listen(listener);
  onTestFinished(() => place.close());
  return place.url;
}
