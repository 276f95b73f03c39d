import type { ErrorLog, ServerInfo } from "@tsgi/core";
import { Exchange, parseRequest, type RequestParts, type Service } from "@tsgi/core/server";
import { plainAddress } from "./_fields.ts";
import { targetOf } from "./_mount-point.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";
import { http1, type Wire } from "./_wire.ts";

/** What a framework takes from a proxy that it trusts. */
export interface Forwarded {
  readonly protocol: string;
  readonly ip?: string | undefined;
}

/** What is known of a request and of the connection that it came by. */
export abstract class NodeConnection extends Exchange {
  readonly request: NodeRequest;
  readonly response: NodeResponse;
  protected readonly service: Service;
  protected readonly wire: Wire;

  constructor(request: NodeRequest, response: NodeResponse, service: Service, wire: Wire) {
    super();
    this.request = request;
    this.response = response;
    this.service = service;
    this.wire = wire;
    if (service.initial.length > 0) this.values = new Map(service.initial);
  }

  /**
   * Takes the request apart; undefined when it may mean two things, or is of another protocol,
   * and is to be refused.
   *
   * @param target as the client sent it, or what a framework has left of it
   */
  parts(target: string): RequestParts | undefined {
    if (this.isForeign) return undefined;
    return parseRequest(this.request.method!, target, this.wire.fields(this.request));
  }

  get target(): string {
    return targetOf(this.request);
  }
  get protocol(): string {
    return `HTTP/${this.request.httpVersion}`;
  }
  get scheme(): "http" | "https" {
    const { forwarded } = this;
    const isSecure =
      forwarded === undefined ? this.socket.encrypted === true : forwarded.protocol === "https";
    return isSecure ? "https" : "http";
  }
  /** The address the client reached; on a Unix socket, which has none, `localhost` and the scheme's own port. */
  get serverName(): string {
    return plainAddress(this.socket.localAddress) || "localhost";
  }
  get serverPort(): number {
    return this.socket.localPort ?? (this.scheme === "https" ? 443 : 80);
  }
  get remoteAddress(): string {
    const { forwarded } = this;
    return forwarded === undefined ? this.#peerAddress : (forwarded.ip ?? "");
  }
  /** A proxy does not tell the port of the client it stands for. */
  get remotePort(): number {
    return this.remoteAddress === this.#peerAddress ? (this.socket.remotePort ?? 0) : 0;
  }
  get server(): ServerInfo {
    return this.service.info;
  }
  get errors(): ErrorLog {
    return this.service.errors;
  }

  /** For adapters whose framework trusts a proxy, where it is asked for: scheme and address as the framework has them. */
  protected get forwarded(): Forwarded | undefined {
    return undefined;
  }
  protected get isHead(): boolean {
    return this.request.method === "HEAD";
  }
  /** True where the client claims a version in its request line that is not spoken in this way. */
  protected get isForeign(): boolean {
    return this.request.httpVersionMajor === 2 && this.wire === http1;
  }
  protected get isGone(): boolean {
    return this.wire.isGone(this.request, this.response);
  }

  protected get socket(): NodeSocket {
    return this.wire.socket(this.request);
  }
  get #peerAddress(): string {
    return plainAddress(this.socket.remoteAddress);
  }
}
