import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Application } from "@tsgi/core";
import { toNode } from "@tsgi/node";
import { onTestFinished } from "vitest";

export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Leaves the server's own request and response out of reach, as a middleware does that wraps startResponse. */
export const wrapped =
  (app: Application): Application =>
  (environ, startResponse) =>
    app(environ, (...args) => startResponse(...args));

/** A server of an application until the end of the test, and its log. */
export interface Listening {
  readonly port: number;
  log(): string;
}

export async function listening(app: Application): Promise<Listening> {
  let log = "";
  const errors = { write: (text: string) => void (log += text), flush: () => {} };
  const server = createServer(toNode(app, { log: errors }) as never).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, log: () => log };
}

export interface Got {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly trailers: IncomingMessage["trailers"];
  readonly body: string;
  /** True when the body did not come to its end. */
  readonly isBroken: boolean;
}

export interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  /** Called when the first of the body has come. */
  readonly onData?: () => void;
}

/** Asks, and takes what comes; rejects when there is no head. */
export function get({ port }: Listening, asking: Asking = {}): Promise<Got> {
  const { method = "GET", path = "/", headers = {}, body, onData = () => {} } = asking;
  return new Promise((resolve, reject) => {
    const outgoing = send({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      outgoing.off("error", reject).on("error", () => {});
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (chunk: string) => (text += chunk));
      response.once("data", onData);
      response.on("error", () => {});
      response.on("close", () => {
        const { statusCode: status = 0, headers: fields, trailers, complete } = response;
        resolve({ status, headers: fields, trailers, body: text, isBroken: !complete });
      });
    });
    outgoing.on("error", reject); // after the head the promise waits for the response to close
    outgoing.end(body);
  });
}

/** A promise, and what fulfils it. */
export function signal(): { readonly given: Promise<void>; give(): void } {
  let give!: () => void;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}
