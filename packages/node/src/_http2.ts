import type { Chunk } from "@tsgi/core";
import { withHost, type Head } from "@tsgi/core/server";
import { breakStreamOff } from "./_break-off.ts";
import { drain } from "./_drain.ts";
import { grouped } from "./_fields.ts";
import { addHead } from "./_merge.ts";
import type { NodeRequest, NodeResponse, NodeSocket, NodeStream } from "./_types.ts";
import { http1, type Wire } from "./_wire.ts";

/** Error codes of RFC 9113, 7. */
const NO_ERROR = 0x0;
const INTERNAL_ERROR = 0x2;

/**
 * For hosts that serve both: what the request came by. Told by the connection: the version alone is what a client has written,
 * and one of HTTP/1 may write 2.0.
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
    // Copied: once the session is gone, its socket throws when it is asked.
    this.#peer = { encrypted, remoteAddress, remotePort, localAddress, localPort, destroy: () => {} };
  }

  /**
   * Without the pseudo-header fields; `:authority` becomes the Host, in place of any (RFC 9113, 8.3.1).
   */
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
    // Node emits "finish" with every end of a stream, also with a bad one: only the code tells them apart.
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

  /** Frames go out with the next turn of Node's loop, and cannot be hurried. */
  flush(): boolean {
    return false;
  }

  /** Node's response has finished only when the client's side has as well. */
  drainInput(request: NodeRequest): void {
    const stream = this.#stream;
    // A stream can be closed alone: the connection does not wait for the rest of the body (RFC 9113, 8.1).
    stream.once("finish", () => {
      if (!request.readableEnded) drain(request, () => stream.close(NO_ERROR));
    });
  }

  reset(): void {
    breakStreamOff(this.#stream, INTERNAL_ERROR);
  }
}
