import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** Bytes that a field counts in addition to its name and value (RFC 9113, 6.5.2). */
const PER_FIELD = 32;

type Listener = (request: never, response: never) => void;
/** A request listener for both protocols. */
type Both = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

/**
 * Responds with 431 to a head above the limit of an HTTP/2 server. Node enforces the limit only after the client has
 * acknowledged it, which a client need not do.
 */
export function limitHead(listener: Listener, maxHeaderSize: number): Both {
  return (request, response) => {
    const isUnlimited = "stream" in request && request.stream.session?.pendingSettingsAck === true;
    if (!isUnlimited || sizeOf(request.rawHeaders) <= maxHeaderSize) {
      listener(request as never, response as never);
    } else {
      (response as Http2ServerResponse).writeHead(431);
      response.end();
    }
  };
}

function sizeOf(fields: readonly string[]): number {
  let size = fields.length * (PER_FIELD / 2);
  for (const text of fields) size += text.length;
  return size;
}
