import type { WireRequest } from "./_request.ts";
import type { ClientResponse } from "./response.ts";

/** The way of a client to its application. */
export interface ClientTransport {
  readonly scheme: "http" | "https";
  readonly log: string;
  /** Resolves when the head is there. */
  send(request: WireRequest, signal: AbortSignal | undefined): Promise<ClientResponse>;
  start(): Promise<void>;
  close(): Promise<void>;
}
