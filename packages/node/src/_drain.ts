import type { NodeRequest, NodeSocket } from "./_types.ts";

/** How long a client may go on sending a body that nobody reads, in milliseconds. */
const DRAIN_TIME = 5_000;
/** A body that has been read in part, and not for so many milliseconds since the answer, is not read any more. */
const LEFT_TIME = 250;

const left: unique symbol = Symbol("tsgi/node: left");

/** True when what was left of the body has been thrown away: who comes back to it gets no end, but an error. */
export function isLeft(request: NodeRequest): boolean {
  return left in request;
}

/**
 * After the answer: reads on what is left of the request body, so that the client gets to read its answer and the
 * connection stays usable (RFC 9112, 9.6).
 *
 * @param cut for a client that does not come to an end
 */
export function drain(request: NodeRequest, cut: () => void): void {
  const timer = setTimeout(() => {
    mark(request);
    cut();
  }, DRAIN_TIME);
  // Somebody may still read: an application that has answered, and reads on. An iterator that is not at its end, and a
  // stream that the body is piped to, look the same where they have been left; but then what is there stays there.
  let waiting = 0;
  const look = setInterval(() => {
    if (request.readableLength > 0 && request.readableLength === waiting) {
      clearInterval(look);
      leave(request);
    }
    waiting = request.readableLength;
  }, LEFT_TIME);
  const settle = (): void => {
    clearTimeout(timer);
    clearInterval(look);
  };
  for (const event of ["end", "close", "error"]) request.on(event, settle);
  request.resume();
}

function leave(request: NodeRequest): void {
  mark(request);
  request.unpipe();
  request.removeAllListeners("readable");
  request.resume();
}

function mark(request: NodeRequest): void {
  Object.defineProperty(request, left, { value: true, configurable: true });
}

/** Breaks a connection off at once: by a reset, or a close where the socket knows none. */
export function resetSocket(socket: NodeSocket): void {
  try {
    if (socket.resetAndDestroy) socket.resetAndDestroy();
    else socket.destroy();
  } catch {
    socket.destroy(); // TLS and Unix sockets cannot be reset
  }
}
