import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** What a field counts beyond its name and value (RFC 9113, 6.5.2). */
const PER_FIELD = 32;

type Listener = (request: never, response: never) => void;
/** The requests of a server for both protocols. */
type Both = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

/**
 * Answers 431 to a head above the limit of a server of HTTP/2. Node has that limit only from the moment that the client has
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
