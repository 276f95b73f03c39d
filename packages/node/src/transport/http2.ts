import type { Chunk } from "@tsgi/core";
import { withHost, type Head } from "@tsgi/core/server";
import { breakStreamOff } from "./break-off.ts";
import { drain } from "./drain.ts";
import { grouped } from "./fields.ts";
import { addHead } from "./merge-head.ts";
import type { NodeRequest, NodeResponse, NodeSocket, NodeStream } from "../types.ts";
import { http1, type Wire } from "./http1.ts";

/** Error codes of RFC 9113, 7. */
const NO_ERROR = 0x0;
const INTERNAL_ERROR = 0x2;

/**
 * For hosts that serve both: returns the protocol of the request. Decided by the connection: the version is text that the
 * client wrote, and an HTTP/1 client may write 2.0.
 */
export function wireOf(request: NodeRequest, response: NodeResponse): Wire {
  if (request.httpVersionMajor !== 2) return http1;
  const { stream } = response as { readonly stream?: NodeStream };
  return stream !== undefined && "rstCode" in stream ? new Http2Wire(request, stream) : http1;
}

/** HTTP/2 through Node's compatibility layer. One for each request, since it outlives the session. */
class Http2Wire implements Wire {
  readonly #stream: NodeStream;
  readonly #peer: NodeSocket;

  constructor(request: NodeRequest, stream: NodeStream) {
    this.#stream = stream;
    const { encrypted = false, remoteAddress, remotePort, localAddress, localPort } = request.socket;
    // Copied: once the session has ended, reading its socket throws.
    this.#peer = { encrypted, remoteAddress, remotePort, localAddress, localPort, destroy: () => {} };
  }

  /** Omits the pseudo-header fields; `:authority` becomes the Host and replaces any other (RFC 9113, 8.3.1). */
  fields({ rawHeaders }: NodeRequest): string[] {
    const fields: string[] = [];
    let authority: string | undefined;
    for (let i = 0; i < rawHeaders.length; i += 2) {
      const name = rawHeaders[i]!;
      if (name === ":authority") authority = rawHeaders[i + 1]!;
      else if (!name.startsWith(":")) fields.push(name, rawHeaders[i + 1]!);
    }
    return authority === undefined ? fields : withHost(fields, authority);
  }

  socket(): NodeSocket {
    return this.#peer;
  }

  isDisconnected(): boolean {
    // Node emits "finish" at every end of a stream, even a failed one: only the code distinguishes them.
    const { destroyed, closed, aborted, rstCode } = this.#stream;
    return (destroyed || closed) && (aborted || rstCode !== NO_ERROR);
  }

  writeHead(response: NodeResponse, head: Head): void {
    if (response.getHeaderNames().length > 0) addHead(response, head);
    else response.writeHead(head.status, grouped(head.fields) as never);
  }

  write(response: NodeResponse, chunk: Chunk): boolean {
    return response.write(chunk);
  }

  writeTrailers(response: NodeResponse, fields: readonly string[]): void {
    response.addTrailers(grouped(fields) as never);
  }

  /** Node sends frames in the next turn of its loop; nothing can flush them earlier. */
  flush(): boolean {
    return false;
  }

  /** Node's response finishes only when the client's side has finished as well. */
  drainInput(request: NodeRequest): void {
    const stream = this.#stream;
    // A stream can be closed by itself: the connection does not wait for the rest of the body (RFC 9113, 8.1).
    stream.once("finish", () => {
      if (!request.readableEnded) drain(request, () => stream.close(NO_ERROR));
    });
  }

  reset(): void {
    breakStreamOff(this.#stream, INTERNAL_ERROR);
  }
}
