import { Head } from "./_head.ts";
import type { Pump } from "./_pump.ts";
import { PumpedPart } from "./_pumped-part.ts";
import { onlyChunk } from "./_source.ts";
import { cut, isBytes, isThenable } from "./_values.ts";
import type { Environ } from "./environ.ts";
import {
  TSGI_BODY_TOO_LONG,
  TSGI_BODY_TOO_SHORT,
  TSGI_ERROR_MISSING,
  TSGI_NOT_STARTED,
  TSGI_START_TWICE,
} from "./errors.ts";
import { TsgiError } from "./tsgi-error.ts";
import { isHostBody, type HostBody, type OpenBody } from "./host-body.ts";
import type { Application, Chunk, HeaderList, StartResponse } from "./types.ts";

const OPEN = 0; // the head can still be replaced
const SENT = 1; // the head is out
const DONE = 2; // nothing more is sent

/**
 * One request and its response: everything that a server owes, apart from the host's own reading and writing. A host
 * extends it with what it knows of the connection and with the few ways to send.
 *
 * The host calls run() once, disconnected() when the client leaves early, and finished() when the response is out, once
 * it was asked to watch(). All the rest follows from that.
 */
export abstract class Exchange extends PumpedPart {
  /** Callable without this object, and for each exchange its own. */
  readonly startResponse: StartResponse;
  #phase: typeof OPEN | typeof SENT | typeof DONE = OPEN;
  #attempted = false;
  #head: Head | undefined = undefined;
  #pump: Pump | undefined = undefined;

  constructor() {
    super();
    // Not an arrow function: one that is kept by what it captures outlives young collections (seen on Node 20 to 26), and
    // the request and the response with it.
    this.startResponse = this.#start.bind(this);
  }

  /** Calls the application and sends what it returns. Never throws; returns before an asynchronous one is done. */
  run(application: Application, environ: Environ): void {
    try {
      const body = application(environ, this.startResponse);
      if (isThenable(body)) {
        // A promise is taken as it is; any other thenable is made to settle once, and with a value.
        Promise.resolve(body).then(
          (settled) => this.#respond(settled),
          (error: unknown) => this.abort(error),
        );
      } else {
        this.#respond(body);
      }
    } catch (error) {
      this.abort(error);
    }
  }

  /**
   * For the host: the response cannot go on. Before the head it is an error answer, after it the connection breaks.
   * Never throws: what the host's own methods throw meanwhile is logged.
   */
  override abort(error: unknown): void {
    if (this.#phase === OPEN) this.contain(() => this.isGone && this.disconnected());
    const phase = this.#phase;
    if (phase === DONE) return this.report(error);
    this.#phase = DONE;
    // Without an error a response has succeeded: onFinish and frameworks' own error handling decide by it.
    const failure = error ?? new TsgiError(TSGI_ERROR_MISSING);
    this.failure = failure;
    this.#pump?.stop();
    if (phase === OPEN) return this.#answer(failure);
    this.blame(failure);
    this.contain(() => this.reset());
  }

  #answer(error: unknown): void {
    try {
      this.failBeforeHead(error);
    } catch (second) {
      this.log(second);
      this.contain(() => this.reset());
    }
  }

  protected override stop(): void {
    this.#phase = DONE;
    this.#pump?.stop();
  }

  #start(status: number, headers: HeaderList, error: unknown): void {
    const again = this.#attempted;
    this.#attempted = true;
    if (error !== undefined && error !== null) {
      if (this.#phase !== OPEN) throw error;
    } else if (again) {
      throw new TsgiError(TSGI_START_TWICE);
    }
    this.#head = new Head(status, headers);
  }

  #respond(body: unknown): void {
    try {
      if (this.isGone) this.disconnected();
      if (this.#phase !== OPEN) this.discard(body);
      else if (typeof body === "string" || body === null || isBytes(body)) this.#sendWhole(body);
      else if (Array.isArray(body) && body.length < 2) this.#sendWhole(onlyChunk(body));
      else if (isHostBody(body) && this.#handOver(body)) return;
      else if (this.#head === undefined) this.#sendStream(body);
      else if (isHostBody(body) && this.sendHostBody?.(this.#head, body)) this.#phase = DONE;
      else if (!this.#endsAtHead(this.#head, body) && !this.#passOn(this.#head, body)) this.#sendStream(body);
    } catch (error) {
      this.abort(error);
    }
  }

  #sendWhole(body: Chunk | null): void {
    const head = this.#startedHead();
    if (head.bodiless) return this.#sendBodiless(head);
    const isPlain = head.contentLength < 0 && !this.isHead && body !== null && body.length > 0;
    if (isPlain && this.framesWhole) return this.#sendAll(head, body);
    const size = body === null ? 0 : typeof body === "string" ? this.byteLength(body) : body.length;
    const declared = head.contentLength;
    if (this.isHead) {
      // A response to HEAD may leave its body out and still tell the length, or not tell it (RFC 9110, 8.6).
      if (size > 0) head.setLength(size);
      return this.#sendAll(head, null);
    }
    if (declared > size) throw new TsgiError(TSGI_BODY_TOO_SHORT, `${size} of ${declared} bytes`);
    if (declared >= 0 && declared < size) {
      this.log(new TsgiError(TSGI_BODY_TOO_LONG, `${size} instead of ${declared} bytes`));
      return this.#sendAll(head, cut(body as Chunk, declared));
    }
    head.setLength(size);
    this.#sendAll(head, size === 0 ? null : body);
  }

  #sendBodiless(head: Head): void {
    head.dropLength();
    if (head.status === 205) head.setLength(0); // the one of the three that may frame as empty (RFC 9110, 15.3.6)
    this.#sendAll(head, null);
  }

  /** The phase is that of a head on its way until the host has taken it: should it throw, the connection breaks. */
  #sendAll(head: Head, body: Chunk | null): void {
    this.#phase = SENT;
    this.sendWhole(head, body);
    this.#phase = DONE;
  }

  /** Answers with the head alone where no body may follow, and closes the body that nobody will read. */
  #endsAtHead(head: Head, body?: unknown): boolean {
    if (!head.bodiless && (!this.isHead || isHostBody(body))) return false;
    try {
      if (head.bodiless) this.#sendBodiless(head);
      else {
        if (!this.keepsStreamLength) head.dropLength();
        this.#sendAll(head, null);
      }
    } finally {
      this.discard(body);
    }
    return true;
  }

  /** Leaves a stream to a host that can send it as it is. A declared length is to be kept, so it has to be watched. */
  #passOn(head: Head, body: unknown): boolean {
    if (this.sendReadable === undefined || head.contentLength >= 0) return false;
    if (!(body instanceof ReadableStream) || !this.sendReadable(head, body)) return false;
    this.#phase = DONE;
    return true;
  }

  /** Leaves the response to what a host body brings, unless something else has begun one. */
  #handOver(body: HostBody): boolean {
    const answer = this.#attempted ? undefined : this.takeOver?.(body);
    if (answer === undefined) return false;
    this.#phase = DONE;
    answer();
    return true;
  }

  #sendStream(body: unknown): void {
    this.watch();
    if (isHostBody(body) && this.#head !== undefined) {
      body.open().then(
        (opened) => this.#sendOpened(opened),
        (error: unknown) => this.abort(error),
      );
      return;
    }
    this.#pump = this.pumpOf(body);
    this.#pump.pull();
  }

  /** A host's body, opened: its length is known before its first chunk. */
  #sendOpened(opened: OpenBody): void {
    try {
      const { length, chunks, whole } = opened;
      if (whole !== undefined) return this.#respond(whole);
      const body: AsyncIterable<Chunk> = { [Symbol.asyncIterator]: () => chunks };
      if (this.#phase !== OPEN) return this.discard(body);
      const head = this.#head!;
      if (length >= 0) head.setLength(length);
      if (this.#endsAtHead(head, body)) return;
      this.#pump = this.pumpOf(body);
      this.#pump.pull();
    } catch (error) {
      this.abort(error);
    }
  }

  protected override openBody(): number | false {
    const head = this.#startedHead();
    if (this.#endsAtHead(head)) return false;
    this.#phase = SENT;
    this.#head = undefined; // a stream may stay open for long
    this.openStream(head);
    return head.contentLength;
  }

  protected override endBody(sent: boolean): void {
    if (!sent) return this.#sendWhole(null);
    this.end();
    this.#phase = DONE;
  }

  #startedHead(): Head {
    if (this.#head === undefined) throw new TsgiError(TSGI_NOT_STARTED);
    return this.#head;
  }
}
