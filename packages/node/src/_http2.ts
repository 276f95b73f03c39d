import { withHost, type Head, type Service } from "@tsgi/core/server";
import { NodeExchange } from "./_exchange.ts";
import { grouped } from "./_fields.ts";
import type { NodeRequest, NodeResponse, NodeSocket, NodeStream } from "./_types.ts";

/** Error codes of RFC 9113, 7. */
const NO_ERROR = 0x0;
const INTERNAL_ERROR = 0x2;

/** A request and its response over HTTP/2, through Node's compatibility layer. */
export class Http2Exchange extends NodeExchange {
  readonly #stream: NodeStream;
  readonly #peer: NodeSocket;

  constructor(request: NodeRequest, response: NodeResponse, service: Service, awaitsContinue: boolean) {
    super(request, response, service, awaitsContinue);
    this.#stream = (response as unknown as { stream: NodeStream }).stream;
    const { encrypted = false, remoteAddress, remotePort, localAddress, localPort } = request.socket;
    // Copied: once the session is gone, its socket throws when it is asked.
    this.#peer = { encrypted, remoteAddress, remotePort, localAddress, localPort, destroy: () => {} };
  }

  protected override get socket(): NodeSocket {
    return this.#peer;
  }

  protected override get isGone(): boolean {
    // Node emits "finish" with every end of a stream, also with a bad one: only the code tells them apart.
    const { destroyed, closed, aborted, rstCode } = this.#stream;
    return (destroyed || closed) && (aborted || rstCode !== NO_ERROR);
  }

  protected override writeHead(head: Head): void {
    this.response.writeHead(head.status, grouped(head.fields) as never);
  }

  protected override writeTrailers(fields: string[]): void {
    this.response.addTrailers(grouped(fields) as never);
  }

  /** Frames go out with the next turn of Node's loop, and cannot be hurried. */
  protected override flush(): boolean {
    return false;
  }

  /** A stream can be closed alone: the connection does not wait for the rest of the body (RFC 9113, 8.1). */
  protected override drainInput(): void {
    if (!this.request.complete) this.#stream.close(NO_ERROR);
  }

  protected override reset(): void {
    this.#stream.close(INTERNAL_ERROR);
  }
}

/**
 * The fields of an HTTP/2 request without its pseudo-header fields; `:authority` becomes the Host, in place of any
 * (RFC 9113, 8.3.1).
 */
export function plainFields(raw: readonly string[]): string[] {
  const fields: string[] = [];
  let authority: string | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!;
    if (name === ":authority") authority = raw[i + 1]!;
    else if (!name.startsWith(":")) fields.push(name, raw[i + 1]!);
  }
  if (authority === undefined) return fields;
  return withHost(fields, authority);
}
