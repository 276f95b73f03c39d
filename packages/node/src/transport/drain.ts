import type { NodeRequest, NodeSocket } from "../types.ts";

/** Milliseconds that a client may go on sending a body that is not read. */
const DRAIN_TIME = 5_000;
/** Milliseconds without a read, since the response, after which a partly read body counts as abandoned. */
const LEFT_TIME = 250;

const left: unique symbol = Symbol("tsgi/node: left");

/** Returns true if the rest of the body was discarded: a later read gets an error, not an end. */
export function isLeft(request: NodeRequest): boolean {
  return left in request;
}

/**
 * Reads and discards the rest of the request body after the response, so that the client receives its response and the
 * connection stays usable (RFC 9112, 9.6).
 *
 * @param cut called for a client that does not stop sending
 */
export function drain(request: NodeRequest, cut: () => void): void {
  const timer = setTimeout(() => {
    mark(request);
    cut();
  }, DRAIN_TIME);
  // The application may have responded and still read. An abandoned iterator, or an abandoned pipe, looks the same, but its
  // data stays in the buffer.
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

/** Breaks off a connection immediately: with a reset, or with a close if the socket has none. */
export function resetSocket(socket: NodeSocket): void {
  try {
    if (socket.resetAndDestroy) socket.resetAndDestroy();
    else socket.destroy();
  } catch {
    socket.destroy(); // TLS and Unix sockets cannot be reset
  }
}
