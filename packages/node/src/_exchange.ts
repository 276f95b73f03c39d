import type { Chunk, HeaderList, Input } from "@tsgi/core";
import { Bulk, Head, type Service } from "@tsgi/core/server";
import { endWithBytes } from "./_chunk.ts";
import { NodeConnection } from "./_connection.ts";
import { mayHaveBody } from "./_drain.ts";
import { grouped } from "./_fields.ts";
import { NodeInput } from "./_input.ts";
import type { NodeRequest, NodeResponse } from "./_types.ts";
import { http1, type Wire } from "./_wire.ts";

/** Bytes of a streamed body before it is watched for bulk: about what TCP sends at first, unheard (RFC 6928). */
const STRAIGHT = 16_384;
/** Bytes until others have a turn, although the system has taken all at once. */
const MOST_PER_TURN = 524_288;

interface Trailers {
  readonly names: readonly string[];
  readonly produce: () => HeaderList | PromiseLike<HeaderList>;
}

/** A request and its response on Node, over HTTP/1 or HTTP/2. */
export class NodeExchange extends NodeConnection {
  protected trailers: Trailers | undefined = undefined;
  /** True while the client waits for `100 Continue` before it sends the body. */
  #awaitsContinue: boolean;
  #input: Input | undefined = undefined;
  #watching = false;
  /** Node would join a string to a head that waits, and encode both as UTF-8: a head beyond ASCII is kept apart by bytes. */
  #asBytes = false;
  #hasLength = false;
  /** Made when a streamed body has come to some size. Node sends what it holds of a turn in one call, 64 KiB at most. */
  #bulk: Bulk | undefined = undefined;
  /** Bytes since others had a turn. */
  #sent = 0;

  /**
   * @param wire that of HTTP/1 by default; `wireOf` finds out which it is
   * @param awaitsContinue true in a server's `checkContinue` event
   */
  constructor(
    request: NodeRequest,
    response: NodeResponse,
    service: Service,
    wire: Wire = http1,
    awaitsContinue = false,
  ) {
    super(request, response, service, wire);
    this.#awaitsContinue = awaitsContinue;
  }

  get input(): Input {
    return (this.#input ??= this.openInput());
  }

  /**
   * Answers 400 to what may mean two things, 505 to a version that is not spoken (RFC 9110, 15.6.6), and ends the connection:
   * what follows cannot be told apart from it.
   */
  refuse(): void {
    this.response.shouldKeepAlive = false;
    this.sendTitle(this.isForeign ? 505 : 400);
  }

  sendEarlyHints(headers: HeaderList): void {
    const { fields } = new Head(200, headers); // the rules of a response head hold here too
    if (this.request.httpVersion === "1.0" || this.response.headersSent) return;
    this.response.writeEarlyHints(grouped(fields));
  }

  announceTrailers(names: readonly string[], produce: Trailers["produce"]): void {
    this.trailers = { names, produce };
  }

  protected openInput(): Input {
    return new NodeInput(this.request, () => this.#continue());
  }

  protected override watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    // Read while it can be: a closed socket has no address, and access logs want it after the end.
    void this.socket.remoteAddress;
    const settle = this.#settle.bind(this);
    if (this.response.closed === true) queueMicrotask(settle);
    else this.response.on("close", settle); // once() would keep three objects more for as long as a stream is open
  }

  protected override byteLength(text: string): number {
    return Buffer.byteLength(text);
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    if (this.trailers !== undefined && body !== null) return this.sendInChunks(head, body);
    this.prepare();
    this.writeHead(head);
    const { response } = this;
    if (body === null) response.end();
    else if (typeof body !== "string") endWithBytes(response, body);
    // As many bytes as characters: all of it is ASCII, which is the same in the head's encoding, and quicker sent so.
    else if (head.contentLength === body.length) response.end(body, "latin1");
    else response.end(head.ascii ? body : Buffer.from(body)); // see #asBytes
  }

  /** A whole body by the way of a stream: trailers need that. */
  protected sendInChunks(head: Head, body: Chunk): void {
    if (this.trailers !== undefined) head.dropLength();
    this.openStream(head);
    this.write(body);
    this.end();
  }

  protected override openStream(head: Head): void {
    this.prepare();
    if (this.trailers !== undefined) head.fields.push("trailer", this.trailers.names.join(", "));
    this.writeHead(head);
    this.#asBytes = !head.ascii;
    this.#hasLength = head.contentLength >= 0;
  }

  protected override write(chunk: Chunk): boolean {
    this.#sent += chunk.length;
    if (this.#sent >= STRAIGHT) (this.#bulk ??= new Bulk()).adds(chunk.length);
    if (!this.#asBytes || typeof chunk !== "string") return this.wire.write(this.response, chunk);
    return this.wire.write(this.response, Buffer.from(chunk));
  }

  protected override flush(): boolean {
    const { response } = this;
    if (this.#bulk?.isBulk === true && response.writableNeedDrain !== true) return true;
    const isOut = this.wire.flush(response);
    this.#bulk?.asks();
    return isOut;
  }

  protected override drained(resume: () => void): void {
    const go = this.#bulk?.asking(resume) ?? resume;
    // The flush may have drained it already.
    if (this.response.writableNeedDrain === false) setImmediate(go);
    // The system may take all at once, and for ever.
    else if (this.#sent >= MOST_PER_TURN) {
      this.#sent = STRAIGHT;
      this.response.once("drain", () => setImmediate(go));
    } else this.response.once("drain", go);
  }

  protected override yieldTurn(resume: () => void): void {
    setImmediate(this.#bulk?.asking(resume) ?? resume);
  }

  protected override end(): void {
    if (this.trailers === undefined) this.endStream();
    else void this.#endWithTrailers(this.trailers);
  }

  /** Ends what {@link openStream} opened. */
  protected endStream(): void {
    this.response.end();
  }

  protected override reset(): void {
    this.wire.reset(this.request, this.response, this.#hasLength || this.response.chunkedEncoding === true);
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
    } else if (!this.request.complete && mayHaveBody(this.request)) {
      this.wire.drainInput(this.request, this.response);
    }
  }

  protected writeHead(head: Head): void {
    this.wire.writeHead(this.response, head);
  }

  #settle(): void {
    if (this.isGone) this.disconnected();
    else this.finished();
  }

  #continue(): void {
    if (this.#awaitsContinue) this.response.writeContinue();
    this.#awaitsContinue = false;
  }

  async #endWithTrailers({ produce }: Trailers): Promise<void> {
    try {
      this.wire.writeTrailers(this.response, new Head(200, await produce()).fields);
      this.endStream();
    } catch (error) {
      this.log(error);
      this.reset();
    }
  }
}
