/* oxlint-disable max-lines -- one class: what Node knows of a request, and its ways to send a response */
import type { Chunk, HeaderList, HostBody, Input } from "@tsgi/core";
import {
  Head,
  MemoryInput,
  parseRequest,
  WriteCoalescer,
  type CloseListener,
  type Exchange,
  type HostedApplication,
  type RequestParts,
  type ResponseControl,
  type Transport,
} from "@tsgi/core/server";
import { endWithBytes } from "./_chunk.ts";
import { grouped, plainAddress } from "./_fields.ts";
import { NodeInput } from "./_input.ts";
import { mayHaveBody, rawBodyOf, targetOf } from "./_http.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "./_types.ts";
import { http1, type Wire } from "./_wire.ts";

/** Bytes of a streamed body that go out chunk by chunk in any case: about what TCP sends at first, unheard (RFC 6928). */
const UNCOALESCED_BYTES = 16_384;
/** Bytes until other requests have a turn, although the system has taken all at once. */
const BYTES_PER_TURN = 524_288;

/** What a framework takes from a proxy that it trusts. */
export interface Forwarded {
  readonly protocol: string;
  readonly ip?: string | undefined;
}

/** A body that responds by itself on Node's own objects, see {@link Transport.handOff}. */
export interface RespondingBody extends HostBody {
  /** Returns what responds; undefined if the body was made for another request. */
  respondOn(transport: NodeTransport, response: ResponseControl): (() => void) | undefined;
}

interface Trailers {
  readonly names: readonly string[];
  readonly produce: () => HeaderList | PromiseLike<HeaderList>;
}

/** A request and its response on Node, over HTTP/1 or HTTP/2. */
export class NodeTransport implements Transport {
  readonly request: NodeRequest;
  readonly response: NodeResponse;
  protected readonly hosted: HostedApplication;
  protected readonly wire: Wire;
  protected trailers: Trailers | undefined = undefined;
  /** True while the client waits for `100 Continue` before it sends the body. */
  #awaitsContinue: boolean;
  #input: Input | undefined = undefined;
  /** The target as it was received, once a listener may change it. */
  #target: string | undefined = undefined;
  /** Node would join a string to a head that waits, and encode both as UTF-8: a head beyond ASCII is kept apart by bytes. */
  #asBytes = false;
  #hasLength = false;
  /** Created when a streamed body has come to some size. Node sends what it holds of a turn in one call, 64 KiB at most. */
  #coalescer: WriteCoalescer | undefined = undefined;
  /** Bytes since others had a turn. */
  #sentBytes = 0;

  /**
   * @param wire that of HTTP/1 by default; `wireOf` finds out which it is
   * @param awaitsContinue true in a server's `checkContinue` event
   */
  constructor(
    request: NodeRequest,
    response: NodeResponse,
    hosted: HostedApplication,
    wire: Wire = http1,
    awaitsContinue = false,
  ) {
    this.request = request;
    this.response = response;
    this.hosted = hosted;
    this.wire = wire;
    this.#awaitsContinue = awaitsContinue;
  }

  /**
   * Takes the request apart; undefined if it may mean two things, or is of another protocol, and must be refused.
   *
   * @param target as the client sent it, or what a framework has left of it
   */
  parts(target: string): RequestParts | undefined {
    if (this.#isForeign) return undefined;
    return parseRequest(this.request.method!, target, this.fields);
  }

  /**
   * Answers 400 to what may mean two things, 505 to a version that is not spoken (RFC 9110, 15.6.6), and ends the connection:
   * what follows cannot be told apart from it.
   */
  refuse(exchange: Exchange): void {
    this.response.shouldKeepAlive = false;
    exchange.sendErrorPage(this.#isForeign ? 505 : 400);
  }

  get target(): string {
    return this.#target ?? targetOf(this.request);
  }
  get fields(): readonly string[] {
    return this.wire.fields(this.request);
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
  /** A proxy does not report the port of its client. */
  get remotePort(): number {
    return this.remoteAddress === this.#peerAddress ? (this.socket.remotePort ?? 0) : 0;
  }
  get input(): Input {
    return (this.#input ??= this.openInput());
  }
  get isHead(): boolean {
    return this.request.method === "HEAD";
  }
  get isDisconnected(): boolean {
    return this.wire.isDisconnected(this.request, this.response);
  }
  /** Every Environ on Node has its list of fields already. */
  field(): undefined {
    return undefined;
  }

  byteLength(text: string): number {
    return Buffer.byteLength(text);
  }

  whole(head: Head, body: Chunk | null): void | Promise<void> {
    if (this.trailers !== undefined && body !== null) return this.wholeInChunks(head, body);
    this.prepare();
    this.writeHead(head);
    const { response } = this;
    if (body === null) response.end();
    else if (typeof body !== "string") endWithBytes(response, body);
    // As many bytes as characters: all of it is ASCII, which is the same in the head's encoding, and quicker sent so.
    else if (head.contentLength === body.length) response.end(body, "latin1");
    else response.end(head.ascii ? body : Buffer.from(body)); // see #asBytes
  }

  head(head: Head): void {
    this.prepare();
    if (this.trailers !== undefined) {
      head.dropLength(); // trailers need chunks (RFC 9112, 7.1.2)
      head.fields.push("trailer", this.trailers.names.join(", "));
    }
    this.writeHead(head);
    this.#asBytes = !head.ascii;
    this.#hasLength = head.contentLength >= 0;
  }

  write(chunk: Chunk): boolean {
    this.#sentBytes += chunk.length;
    if (this.#sentBytes >= UNCOALESCED_BYTES) (this.#coalescer ??= new WriteCoalescer()).add(chunk.length);
    if (!this.#asBytes || typeof chunk !== "string") return this.wire.write(this.response, chunk);
    return this.wire.write(this.response, Buffer.from(chunk));
  }

  flush(): boolean {
    const { response } = this;
    if (this.#coalescer?.coalesces === true && response.writableNeedDrain !== true) return true;
    const isOut = this.wire.flush(response);
    this.#coalescer?.chunkRequested();
    return isOut;
  }

  onDrain(resume: () => void): void {
    const go = this.#coalescer?.requesting(resume) ?? resume;
    // The flush may have drained it already.
    if (this.response.writableNeedDrain === false) setImmediate(go);
    // The system may take all at once, and for ever.
    else if (this.#sentBytes >= BYTES_PER_TURN) {
      this.#sentBytes = UNCOALESCED_BYTES;
      this.response.once("drain", () => setImmediate(go));
    } else this.response.once("drain", go);
  }

  defer(resume: () => void): void {
    setImmediate(this.#coalescer?.requesting(resume) ?? resume);
  }

  end(): void | Promise<void> {
    return this.trailers === undefined ? this.endStream() : this.#endWithTrailers(this.trailers);
  }

  abort(_error: unknown): void {
    this.wire.reset(this.request, this.response, this.#hasLength || this.response.chunkedEncoding === true);
  }

  onClose(listener: CloseListener): void {
    // Read while it can be: a closed socket has no address, and access logs want it after the end.
    void this.socket.remoteAddress;
    const settle = (): void => (this.isDisconnected ? listener.disconnected() : listener.finished());
    if (this.response.closed === true) queueMicrotask(settle);
    else this.response.on("close", settle); // once() would keep three objects more for as long as a stream is open
  }

  waitUntil(promise: Promise<void>): void {
    this.hosted.waitUntil(promise);
  }

  /** True if a listener may respond on Node's own objects. False if the response has to hold more than it knows of. */
  get canHandOff(): boolean {
    return this.wire === http1 && !this.#awaitsContinue && this.trailers === undefined;
  }

  handOff(body: HostBody, response: ResponseControl): (() => void) | undefined {
    return (body as Partial<RespondingBody>).respondOn?.(this, response);
  }

  /** Called before a listener gets the request, whose `url` may change from now on. */
  beginHandoff(): void {
    this.#target = this.target;
    if (this.hosted.isClosing) this.response.shouldKeepAlive = false;
  }

  sendEarlyHints(headers: HeaderList): void {
    const { fields } = new Head(200, headers); // the rules of a response head hold here too
    if (this.request.httpVersion === "1.0" || this.response.headersSent) return;
    this.response.writeEarlyHints(grouped(fields));
  }

  announceTrailers(names: readonly string[], produce: Trailers["produce"]): void {
    this.trailers = { names, produce };
  }

  /** For adapters whose framework trusts a proxy, if that is asked for: scheme and address as the framework has them. */
  protected get forwarded(): Forwarded | undefined {
    return undefined;
  }

  protected openInput(): Input {
    const raw = rawBodyOf(this.request);
    if (raw !== undefined) return new MemoryInput(raw);
    return new NodeInput(this.request, () => this.#continue());
  }

  /** Sends a whole body in chunks: trailers need that. */
  protected wholeInChunks(head: Head, body: Chunk): void | Promise<void> {
    if (this.trailers !== undefined) head.dropLength();
    this.head(head);
    this.write(body);
    return this.end();
  }

  /** Before the head: settles what becomes of a request body that is not read to its end, and of the connection. */
  protected prepare(): void {
    if (this.hosted.isClosing) this.response.shouldKeepAlive = false;
    if (this.#awaitsContinue) {
      // The client may send the body or not: nothing after this can be told apart from it.
      this.response.shouldKeepAlive = false;
    } else if (!this.request.complete && mayHaveBody(this.request)) {
      this.wire.drainInput(this.request, this.response);
    }
  }

  protected writeHead(head: Head): void {
    this.wire.writeHead(this.response, head);
  }

  /** Ends what head() has begun. */
  protected endStream(): void {
    this.response.end();
  }

  protected get socket(): NodeSocket {
    return this.wire.socket(this.request);
  }
  get #peerAddress(): string {
    return plainAddress(this.socket.remoteAddress);
  }

  /** True if the client claims a version in its request line that is not spoken in this way. */
  get #isForeign(): boolean {
    return this.request.httpVersionMajor === 2 && this.wire === http1;
  }

  #continue(): void {
    if (this.#awaitsContinue) this.response.writeContinue();
    this.#awaitsContinue = false;
  }

  async #endWithTrailers({ produce }: Trailers): Promise<void> {
    this.wire.writeTrailers(this.response, new Head(200, await produce()).fields);
    this.endStream();
  }
}
