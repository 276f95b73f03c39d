import { drain, resetSocket } from "./drain.ts";
import { http } from "./http.ts";
import type { NodeRequest, NodeResponse, NodeStream } from "../types.ts";

/** Milliseconds that a client has to receive the bytes sent before its response failed. */
const LAST_TIME = 5_000;

type Write = (this: NodeResponse, chunk: string, callback: () => void) => unknown;

/**
 * Breaks off an HTTP/1 response after the bytes already written. The connection closes before the body is complete, which
 * the client sees by the framing. If the end of the connection delimits the body, the connection is reset.
 *
 * @param isFramed true for a body with a length or in chunks
 */
export function breakOff(request: NodeRequest, response: NodeResponse, isFramed: boolean): void {
  const { socket } = request;
  const { destroySoon } = socket;
  // Without destroySoon it is not a real socket.
  const isOver = !response.headersSent || socket.destroyed === true || destroySoon === undefined;
  if (isOver || !isFramed) return resetSocket(socket);
  const cut = setTimeout(() => resetSocket(socket), LAST_TIME);
  socket.on?.("close", () => clearTimeout(cut));
  const end = (): void => {
    if (request.complete) return destroySoon.call(socket);
    // Closing while the client sends resets the connection: bytes that have arrived there may be lost.
    socket.end?.();
    request.on("end", () => socket.destroy());
    drain(request, () => resetSocket(socket));
  };
  // Reads writableCorked once: if Node itself has corked the socket, the count goes below 0 on Node 20.
  for (let corked = response.writableCorked ?? 0; corked > 0; corked--) response.uncork!();
  // Called back when everything before it has been sent, including another response that this one waits for. Uses Node's own
  // method: a middleware that has replaced it may hold chunks back.
  const { write } = http().ServerResponse.prototype as unknown as { write: Write };
  write.call(response, "", end);
}

/** Breaks off an HTTP/2 stream after the bytes already written: RST_STREAM would overtake bytes that wait to be sent. */
export function breakStreamOff(stream: NodeStream, code: number): void {
  const close = (): void => stream.close(code);
  if (stream.destroyed || stream.closed || stream.writableLength === 0) return close();
  const cut = setTimeout(close, LAST_TIME);
  stream.on("close", () => clearTimeout(cut));
  stream.write("", close);
}
