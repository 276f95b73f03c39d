import type { Chunk, ErrorLog, HeaderList, Input, ServerInfo } from "@tsgi/core";
import { Exchange, Head, type Service } from "@tsgi/core/server";
import { drain, mayHaveBody, resetSocket } from "./_drain.ts";
import { grouped, plainAddress } from "./_fields.ts";
import { NodeInput } from "./_input.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";

interface Trailers {
  readonly names: readonly string[];
  readonly produce: () => HeaderList | PromiseLike<HeaderList>;
}

/** A request and its response over HTTP/1. */
export class NodeExchange extends Exchange {
  protected readonly request: NodeRequest;
  protected readonly response: NodeResponse;
  protected readonly service: Service;
  /** True while the client waits for `100 Continue` before it sends the body. */
  #awaitsContinue: boolean;
  #input: Input | undefined = undefined;
  #trailers: Trailers | undefined = undefined;
  #watching = false;
  /** Node would join a string to a head that waits, and encode both as UTF-8: a head beyond ASCII is kept apart by bytes. */
  #asBytes = false;

  constructor(request: NodeRequest, response: NodeResponse, service: Service, awaitsContinue: boolean) {
    super();
    this.request = request;
    this.response = response;
    this.service = service;
    this.#awaitsContinue = awaitsContinue;
    if (service.initial.length > 0) this.values = new Map(service.initial);
  }

  get target(): string {
    return this.request.url!;
  }
  get protocol(): string {
    return `HTTP/${this.request.httpVersion}`;
  }
  get scheme(): "http" | "https" {
    return this.socket.encrypted === true ? "https" : "http";
  }
  /** The address the client reached; on a Unix socket, which has none, `localhost` and the scheme's own port. */
  get serverName(): string {
    return plainAddress(this.socket.localAddress) || "localhost";
  }
  get serverPort(): number {
    return this.socket.localPort ?? (this.scheme === "https" ? 443 : 80);
  }
  get remoteAddress(): string {
    return plainAddress(this.socket.remoteAddress);
  }
  get remotePort(): number {
    return this.socket.remotePort ?? 0;
  }
  get server(): ServerInfo {
    return this.service.info;
  }
  get errors(): ErrorLog {
    return this.service.errors;
  }
  get input(): Input {
    return (this.#input ??= new NodeInput(this.request, () => this.#continue()));
  }

  sendEarlyHints(headers: HeaderList): void {
    const { fields } = new Head(200, headers); // the rules of a response head hold here too
    if (this.request.httpVersion === "1.0" || this.response.headersSent) return;
    this.response.writeEarlyHints(grouped(fields));
  }

  announceTrailers(names: readonly string[], produce: Trailers["produce"]): void {
    this.#trailers = { names, produce };
  }

  protected get socket(): NodeSocket {
    return this.request.socket;
  }
  protected get isHead(): boolean {
    return this.request.method === "HEAD";
  }
  protected get isGone(): boolean {
    const { destroyed, writableFinished } = this.response;
    return destroyed === true && writableFinished !== true;
  }

  protected override watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    // Read while it can be: a closed socket has no address, and access logs want it after the end.
    void this.socket.remoteAddress;
    const { response } = this;
    const settle = (): void => (this.isGone ? this.disconnected() : this.finished());
    if (response.closed === true) queueMicrotask(settle);
    else response.once("close", settle);
  }

  protected override byteLength(text: string): number {
    return Buffer.byteLength(text);
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    if (this.#trailers !== undefined && body !== null) return this.#sendWithTrailers(head, body);
    this.prepare();
    this.writeHead(head);
    if (body === null) this.response.end();
    else this.response.end(head.ascii || typeof body !== "string" ? body : Buffer.from(body)); // see #asBytes
  }

  protected override openStream(head: Head): void {
    this.prepare();
    if (this.#trailers !== undefined) head.fields.push("trailer", this.#trailers.names.join(", "));
    this.writeHead(head);
    this.#asBytes = !head.ascii;
  }

  protected override write(chunk: Chunk): boolean {
    if (!this.#asBytes || typeof chunk !== "string") return this.response.write(chunk);
    return this.response.write(Buffer.from(chunk));
  }

  /** Node holds what is written until the next turn of its loop; a chunk is not to wait for the one after it. */
  protected override flush(): boolean {
    const { response } = this;
    // Newer lines of Node hold it in the response, older ones in the socket.
    if (response.writableCorked) response.uncork!();
    else response.socket?.uncork?.();
    return true;
  }

  protected override drained(resume: () => void): void {
    // The flush may have drained it already.
    if (this.response.writableNeedDrain === false) setImmediate(resume);
    else this.response.once("drain", resume);
  }

  protected override yieldTurn(resume: () => void): void {
    setImmediate(resume);
  }

  protected override end(): void {
    if (this.#trailers === undefined) this.response.end();
    else void this.#endWithTrailers(this.#trailers);
  }

  protected override reset(): void {
    resetSocket(this.socket);
  }

  protected override keepAlive(promise: Promise<void>): void {
    this.service.keepAlive(promise);
  }

  /** Before the head: settles what becomes of a request body that is not read to its end, and of the connection. */
  protected prepare(): void {
    if (this.service.closing) this.response.shouldKeepAlive = false;
    if (this.#awaitsContinue) {
      // The client may send the body or not: nothing after this can be told apart from it.
      this.response.shouldKeepAlive = false;
    } else if (mayHaveBody(this.request)) {
      this.response.once("finish", () => this.drainInput());
    }
  }

  /** After the answer: what becomes of a request body that was not read to its end. */
  protected drainInput(): void {
    drain(this.request);
  }

  protected writeHead(head: Head): void {
    this.response.writeHead(head.status, head.fields as never);
  }

  protected writeTrailers(fields: string[]): void {
    const pairs: string[][] = [];
    for (let i = 0; i < fields.length; i += 2) pairs.push([fields[i]!, fields[i + 1]!]);
    this.response.addTrailers(pairs as never);
  }

  #continue(): void {
    if (this.#awaitsContinue) this.response.writeContinue();
    this.#awaitsContinue = false;
  }

  /** Trailers need a body that is sent in chunks. */
  #sendWithTrailers(head: Head, body: Chunk): void {
    head.dropLength();
    this.openStream(head);
    this.write(body);
    this.end();
  }

  async #endWithTrailers({ produce }: Trailers): Promise<void> {
    try {
      this.writeTrailers(new Head(200, await produce()).fields);
      this.response.end();
    } catch (error) {
      this.log(error);
      this.reset();
    }
  }
}
