import { drain, resetSocket } from "./_drain.ts";
import { http } from "./_http.ts";
import type { NodeRequest, NodeResponse, NodeStream } from "./_types.ts";

/** How long a client may take to receive what was sent before its response failed, in milliseconds. */
const LAST_TIME = 5_000;

type Write = (this: NodeResponse, chunk: string, callback: () => void) => unknown;

/**
 * Breaks an HTTP/1 response off, after all that was written before. The connection ends before the body does, which its
 * frame tells; where the end of the connection is the frame, it is reset.
 *
 * @param isFramed true for a body with a length, or in chunks
 */
export function breakOff(request: NodeRequest, response: NodeResponse, isFramed: boolean): void {
  const { socket } = request;
  const { destroySoon } = socket;
  // Without that it is no connection, but stands for one.
  const isOver = !response.headersSent || socket.destroyed === true || destroySoon === undefined;
  if (isOver || !isFramed) return resetSocket(socket);
  const cut = setTimeout(() => resetSocket(socket), LAST_TIME);
  socket.on?.("close", () => clearTimeout(cut));
  const end = (): void => {
    if (request.complete) return destroySoon.call(socket);
    // To close while the client sends is to reset: what has arrived there may be lost.
    socket.end?.();
    request.on("end", () => socket.destroy());
    drain(request, () => resetSocket(socket));
  };
  // Counted down from one look: where Node has corked the socket itself, Node 20 goes below 0.
  for (let corked = response.writableCorked ?? 0; corked > 0; corked--) response.uncork!();
  // Called when all before it is out, also that of another response which this one waits for. Node's own method: a
  // middleware that has taken it over may hold back what is written.
  const { write } = http().ServerResponse.prototype as unknown as { write: Write };
  write.call(response, "", end);
}

/** The same for a stream of HTTP/2: RST_STREAM would overtake what waits to be sent. */
export function breakStreamOff(stream: NodeStream, code: number): void {
  const close = (): void => stream.close(code);
  if (stream.destroyed || stream.closed || stream.writableLength === 0) return close();
  const cut = setTimeout(close, LAST_TIME);
  stream.on("close", () => clearTimeout(cut));
  stream.write("", close);
}
