/* oxlint-disable max-lines -- one class: facts about a request on Node, and its methods to send a response */
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
import { endWithBytes } from "./chunk.ts";
import { grouped, plainAddress } from "./fields.ts";
import { NodeInput } from "./input.ts";
import { mayHaveBody, rawBodyOf, targetOf } from "./http.ts";
import type { NodeRequest, NodeResponse, NodeSocket } from "../types.ts";
import { http1, type Wire } from "./http1.ts";

/** Bytes of a streamed body that are always sent chunk by chunk: about the initial window of TCP (RFC 6928). */
const UNCOALESCED_BYTES = 16_384;
/** Bytes after which other requests get a turn, even if the system accepts all immediately. */
const BYTES_PER_TURN = 524_288;

/** Scheme and address that a framework takes from a proxy it trusts. */
export interface Forwarded {
  readonly protocol: string;
  readonly ip?: string | undefined;
}

/** A body that responds on Node's own objects, see {@link Transport.handOff}. */
export interface RespondingBody extends HostBody {
  /** Returns a function that responds; undefined if the body was made for another request. */
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
  /** The target as received, kept from the moment a listener may change it. */
  #target: string | undefined = undefined;
  /**
   * True for a head beyond ASCII: Node would join a string to a waiting head and encode both as UTF-8, so bytes are written
   * instead.
   */
  #asBytes = false;
  #hasLength = false;
  /** Created when a streamed body has reached some size. Node sends the writes of one turn in one call, at most 64 KiB. */
  #coalescer: WriteCoalescer | undefined = undefined;
  /** Bytes sent since other requests had a turn. */
  #sentBytes = 0;

  /**
   * @param wire that of HTTP/1 by default; `wireOf` determines it
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
   * Parses the request. Returns undefined if it is ambiguous or of another protocol, and must be rejected.
   *
   * @param target as the client sent it, or as a framework has shortened it
   */
  parts(target: string): RequestParts | undefined {
    if (this.#isForeign) return undefined;
    return parseRequest(this.request.method!, target, this.fields);
  }

  /**
   * Responds with 400 to an ambiguous request, with 505 to an unsupported version (RFC 9110, 15.6.6), and ends the
   * connection: its further bytes cannot be parsed reliably.
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
  /**
   * The local address of the connection; on a Unix socket, which has none, `localhost` and the default port of the scheme.
   */
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
  /** 0 for a forwarded address: a proxy does not report the port of its client. */
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
  /** Returns undefined: every Environ on Node already has its list of fields. */
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
    // As many bytes as characters: it is all ASCII, which is the same in the head's encoding and sent faster that way.
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
    // The system may accept every chunk immediately, for ever.
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
    // Read while it is possible: a closed socket has no address, and access logs need it after the end.
    void this.socket.remoteAddress;
    const settle = (): void => (this.isDisconnected ? listener.disconnected() : listener.finished());
    if (this.response.closed === true) queueMicrotask(settle);
    else this.response.on("close", settle); // once() would keep three more objects for as long as a stream is open
  }

  waitUntil(promise: Promise<void>): void {
    this.hosted.waitUntil(promise);
  }

  /**
   * True if a listener may respond on Node's own objects. False if the response must contain more than the listener sets.
   */
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
    const { fields } = new Head(200, headers); // the rules of a response head apply here too
    if (this.request.httpVersion === "1.0" || this.response.headersSent) return;
    this.response.writeEarlyHints(grouped(fields));
  }

  announceTrailers(names: readonly string[], produce: Trailers["produce"]): void {
    this.trailers = { names, produce };
  }

  /** For adapters whose framework can trust a proxy: scheme and address as the framework reports them, if configured. */
  protected get forwarded(): Forwarded | undefined {
    return undefined;
  }

  protected openInput(): Input {
    const raw = rawBodyOf(this.request);
    if (raw !== undefined) return new MemoryInput(raw);
    return new NodeInput(this.request, () => this.#continue());
  }

  /** Sends a whole body in chunks, as trailers require. */
  protected wholeInChunks(head: Head, body: Chunk): void | Promise<void> {
    if (this.trailers !== undefined) head.dropLength();
    this.head(head);
    this.write(body);
    return this.end();
  }

  /** Called before the head: decides how to handle an unread request body, and whether the connection stays open. */
  protected prepare(): void {
    if (this.hosted.isClosing) this.response.shouldKeepAlive = false;
    if (this.#awaitsContinue) {
      // The client may send the body or not: later bytes cannot be distinguished from it.
      this.response.shouldKeepAlive = false;
    } else if (!this.request.complete && mayHaveBody(this.request)) {
      this.wire.drainInput(this.request, this.response);
    }
  }

  protected writeHead(head: Head): void {
    this.wire.writeHead(this.response, head);
  }

  /** Ends the response that head() has begun. */
  protected endStream(): void {
    this.response.end();
  }

  protected get socket(): NodeSocket {
    return this.wire.socket(this.request);
  }
  get #peerAddress(): string {
    return plainAddress(this.socket.remoteAddress);
  }

  /** True if the request line claims a version that this protocol does not have. */
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
