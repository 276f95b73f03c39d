import type { HonoContext } from "@tsgi/hono";
import type { Peer } from "@tsgi/fetch";

/** What @hono/node-server puts into Hono's env. */
interface NodeBindings {
  readonly incoming: {
    readonly httpVersion: string;
    readonly socket: { readonly remoteAddress?: string; readonly remotePort?: number };
  };
}

/** All that @hono/node-server knows of the connection. */
export function peerOnNode(context: HonoContext): Peer {
  const { incoming } = context.env as NodeBindings;
  const { remoteAddress, remotePort } = incoming.socket;
  return { remoteAddress, remotePort, protocol: `HTTP/${incoming.httpVersion}` };
}
