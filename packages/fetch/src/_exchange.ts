import { TsgiError, type Application, type Chunk, type Environ, type HostBody } from "@tsgi/core";
import { TSGI_CLIENT_GONE } from "@tsgi/core/errors";
import type { Head } from "@tsgi/core/server";
import { inNextTurn } from "./_next-turn.ts";
import { Outlet } from "./_outlet.ts";
import { RequestPart } from "./_request-part.ts";
import { endConnection } from "./_end-connection.ts";
import { byteReaderOf, initOf, isShortAscii, isTyped, ofLength, sound } from "./_response.ts";
import type { ResponseOwner } from "./from/response-body.ts";
import type { Peer } from "./to-fetch.ts";

const encoder = new TextEncoder();
const NOBODY: Peer = {};

/** A Request, and the Response that becomes of it. */
export class FetchExchange<Context> extends RequestPart<Context> {
  /** The one that the application was called with first. */
  environ: Environ | undefined = undefined;
  /** Bytes that were found in a copy of a Response, and who has the Response itself. */
  unopened: { readonly bytes: Uint8Array; readonly owner: ResponseOwner } | undefined = undefined;
  /** The body as bytes, where counting them took encoding it. */
  #encoded: Uint8Array | undefined = undefined;
  #response: Response | undefined = undefined;
  #settle: { resolve(response: Response): void; reject(error: unknown): void } | undefined = undefined;
  #thrown: { readonly error: unknown } | undefined = undefined;
  #outlet: Outlet | undefined = undefined;
  #watching = false;
  /** The host's, once it is listened to. */
  #signal: AbortSignal | undefined = undefined;
  /** True once there is work that outlives the response. */
  #hasWork = false;
  /** True once the host has all of the response: it tells nothing of the sending. */
  #handedOver = false;

  /** At once where the application answered at once. Throws or rejects where the host handles errors itself. */
  get response(): Response | Promise<Response> {
    if (this.#response !== undefined) return this.#response;
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  override run(application: Application, environ: Environ): void {
    this.environ = environ;
    super.run(application, environ);
  }

  protected get isGone(): boolean {
    return this.#signal?.aborted === true;
  }

  protected override watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    if (this.#handedOver) queueMicrotask(() => this.finished());
    else if (this.host.cancels !== true) this.#listen();
    // An answer that is there by then needs no signal: its stream tells, or there is nothing to tell any more.
    else
      inNextTurn(() => {
        if (!this.#handedOver && this.#outlet === undefined) this.#listen();
      });
  }

  #listen(): void {
    try {
      const { signal } = this.request;
      signal?.addEventListener("abort", () => this.disconnected(), { once: true });
      this.#signal = signal;
    } catch (error) {
      return this.log(error); // a Request without a signal that works: nobody is known to leave
    }
    if (this.isGone) this.disconnected();
  }

  /** Not where an upload may be left, see sendWhole(): the client is told how long its answer is, and it ends later. */
  protected override get framesWhole(): boolean {
    return !this.#isInputLeft;
  }

  protected override get keepsStreamLength(): boolean {
    return this.host.dropsStreamLength?.(this.context) !== true;
  }

  protected override byteLength(text: string): number {
    if (isShortAscii(text)) return text.length;
    this.#encoded = encoder.encode(text);
    return this.#encoded.length;
  }

  protected override sendWhole(head: Head, body: Chunk | null): void {
    if (this.#isInputLeft && !head.bodiless) {
      // Deno takes a response for ended when its length is out, and may read no more of an upload that was begun.
      if (this.begunInput?.isLeftInPart) head.dropLength();
      this.openStream(head);
      if (body !== null) this.write(body);
      return this.end();
    }
    const init = initOf(head, body !== null);
    if (body !== null && body === this.unopened?.bytes) this.#respond(this.unopened.owner.under(init));
    else if (body === null) this.#respond(new Response(this.#noBody(head), init));
    else {
      const sent = typeof body === "string" ? (this.#encoded ?? sound(body)) : body;
      this.#respond(new Response((isTyped(head) ? sent : this.#untyped(sent)) as BodyInit, init));
    }
    // Should somebody still ask, there is nothing to know: Deno, asked at the wrong moment, ends the process.
    if (!this.#watching && !this.#hasWork) this.keepPeer(NOBODY);
    this.#handOver();
  }

  /** A stream of bytes goes past this code, where nobody asked to be told how the response fares. */
  protected override sendReadable(head: Head, stream: ReadableStream<Uint8Array>): boolean {
    const reader = this.#watching ? undefined : byteReaderOf(stream);
    if (reader === undefined) return false;
    // That it has failed already is something a stream tells by promise alone, and in workerd not by the next one.
    Promise.race([reader.closed, new Promise<void>(inNextTurn)])
      .finally(() => reader.releaseLock())
      .then(() => {
        this.#respond(new Response(stream, initOf(head, false)));
        this.#handOver();
      })
      .catch((error: unknown) => {
        this.failure = error;
        this.failBeforeHead(error);
      });
    return true;
  }

  /** A Response goes past this code, where nobody asked to be told how it fares. */
  protected override sendHostBody(head: Head, body: HostBody): boolean {
    if (this.#watching || this.#isInputLeft) return false;
    const response = (body as ResponseOwner).responseOf?.(head);
    if (response === undefined) return false;
    this.#respond(response);
    this.#handOver();
    return true;
  }

  protected override openStream(head: Head): void {
    this.#outlet = new Outlet(() => this.disconnected());
    const stream = ofLength(this.#outlet.stream, head.contentLength);
    this.#respond(new Response(stream, initOf(head, false)));
  }

  /** The stream asks for each chunk: none is sent ahead of that but of bulk. */
  protected override write(chunk: Chunk): boolean {
    return this.#outlet!.write(chunk);
  }

  protected override flush(): boolean {
    return true;
  }

  protected override drained(resume: () => void): void {
    this.#outlet!.drained(resume);
  }

  protected override yieldTurn(resume: () => void): void {
    inNextTurn(resume);
  }

  /** The client has its whole answer already when its upload is read on. */
  protected override end(): void {
    if (this.#isInputLeft) void this.input.drain().then(() => this.#close());
    else this.#close();
  }

  protected override reset(): void {
    if (this.#outlet !== undefined) this.#outlet.fail(this.isOfClient(this.failure) ? gone() : this.failure);
    else this.#respond(new Response(null, { status: 500 })); // nothing has reached the host, so nothing can be broken
    this.#handOver();
  }

  protected override failBeforeHead(error: unknown): void {
    if (this.host.thrown === undefined) return super.failBeforeHead(error);
    if (this.#isInputLeft) void this.input.drain(); // whoever answers
    this.#thrown = { error: this.host.thrown(error) };
    this.#settle?.reject(this.#thrown.error);
    this.#handOver();
  }

  override log(error: unknown): void {
    try {
      if (this.host.isOfClient?.(error)) return;
    } catch {
      // Then it is logged.
    }
    super.log(error);
  }

  protected override keepAlive(promise: Promise<void>): void {
    this.#hasWork = true;
    this.service.keepAlive(promise);
    try {
      this.host.waitUntil?.(promise, this.context);
    } catch (error) {
      this.log(error); // the work goes on, as long as the host does
    }
  }

  get #isInputLeft(): boolean {
    const { method } = this;
    if (method === "GET" || method === "HEAD") return false;
    // What was read in part is nobody else's any more, whoever comes after.
    return this.host.drains === true ? this.input.isLeft : this.begunInput?.isLeftInPart === true;
  }

  /** Under HEAD, such a host tells a length of 0 for a body that is null, and none for a stream. It reads neither. */
  #noBody(head: Head): BodyInit | null {
    if (!this.isHead || head.bodiless || head.contentLength >= 0 || this.keepsStreamLength) return null;
    return new ReadableStream({}, { highWaterMark: 0 });
  }

  #untyped(body: Chunk): BodyInit {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    return this.host.untyped?.(bytes) ?? (bytes as BodyInit);
  }

  #respond(response: Response): void {
    // Bun and Deno know nothing of the peer any more when the response has ended, nor of fields that nobody asked for.
    if (this.#watching || this.#hasWork) {
      this.keepPeer();
      this.keepFields();
    }
    if (this.service.closing) endConnection(response, this.service);
    this.#response = response;
    this.#settle?.resolve(response);
  }

  #close(): void {
    this.#outlet!.close();
    this.#handOver();
  }

  #handOver(): void {
    this.#handedOver = true;
    if (this.#watching) queueMicrotask(() => this.finished());
  }
}

/** Platforms may print what a stream fails with: one line, since every client can have it printed. */
function gone(): Error {
  const error = new TsgiError(TSGI_CLIENT_GONE);
  error.stack = error.message;
  return error;
}
