import type { WireRequest } from "./_request.ts";
import type { ClientResponse } from "./response.ts";

/** Connects a client to its application. */
export interface ClientTransport {
  readonly scheme: "http" | "https";
  readonly log: string;
  /** Resolves when the head has arrived. */
  send(request: WireRequest, signal: AbortSignal | undefined): Promise<ClientResponse>;
  start(): Promise<void>;
  close(): Promise<void>;
}
