import type { NodeRequest, NodeSocket } from "./_types.ts";

/** How long a client may go on sending a body that nobody reads, in milliseconds. */
const DRAIN_TIME = 5_000;

/** A request has a body when it says so, by length or by encoding (RFC 9112, 6.3). */
export function mayHaveBody({ headers }: NodeRequest): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/**
 * After the answer: reads on what is left of the request body, so that the client gets to read its answer and the
 * connection stays usable (RFC 9112, 9.6). A client that does not come to an end is cut off.
 */
export function drain(request: NodeRequest): void {
  if (request.complete) return;
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), DRAIN_TIME);
  const settle = (): void => clearTimeout(timer);
  request.on("end", settle);
  request.on("close", settle);
  request.on("error", settle);
  request.resume();
}

/** Breaks a connection off so that the client can tell: by a reset, or a close where the socket knows none. */
export function resetSocket(socket: NodeSocket): void {
  try {
    if (socket.resetAndDestroy) socket.resetAndDestroy();
    else socket.destroy();
  } catch {
    socket.destroy(); // TLS and Unix sockets cannot be reset
  }
}
