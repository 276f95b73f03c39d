/* oxlint-disable max-lines -- one class: what a Request and its host report, and the Response that becomes of it */
import { TsgiError, type Chunk, type Environ, type HostBody, type Key } from "@tsgi/core";
import { TSGI_CLIENT_GONE } from "@tsgi/core/errors";
import {
  describe,
  findJoined,
  isDisconnect,
  type CloseListener,
  type Head,
  type HostedApplication,
  type Transport,
} from "@tsgi/core/server";
import { endConnection } from "./_end-connection.ts";
import { FetchInput } from "./_input.ts";
import { inNextTurn } from "./_next-turn.ts";
import { ResponseStreamSource } from "./_response-stream-source.ts";
import { byteReaderOf, initOf, isShortAscii, isTyped, ofLength, wellFormed } from "./_response.ts";
import type { ResponseOwner } from "./from/response-owner.ts";
import { authorityOf, fieldOf } from "./_target.ts";
import type { FetchHost, Peer } from "./fetch-host.ts";

const encoder = new TextEncoder();
const UNKNOWN_PEER: Peer = {};

/** A Request, and the Response that becomes of it. */
export class FetchTransport<Context> implements Transport {
  readonly target: string;
  readonly request: Request;
  /** What the host passes besides. */
  readonly context: Context;
  readonly host: FetchHost<Context>;
  /** The environ that the application was called with first. */
  environ: Environ | undefined = undefined;
  /** Bytes that were found in a copy of a Response, and the owner of the Response itself. */
  unopened: { readonly bytes: Uint8Array; readonly owner: ResponseOwner } | undefined = undefined;
  readonly #hosted: HostedApplication;
  readonly #method: string;
  #peer: Peer | undefined = undefined;
  #input: FetchInput | undefined = undefined;
  #fields: readonly string[] | undefined;
  /** The body as bytes, if counting them took encoding it. */
  #encoded: Uint8Array | undefined = undefined;
  #response: Response | undefined = undefined;
  #settle: { resolve(response: Response): void; reject(error: unknown): void } | undefined = undefined;
  #thrown: { readonly error: unknown } | undefined = undefined;
  #source: ResponseStreamSource | undefined = undefined;
  #listener: CloseListener | undefined = undefined;
  /** The host's, once it is listened to. */
  #signal: AbortSignal | undefined = undefined;
  /** True once there is work that outlives the response. */
  #hasWork = false;
  /** True once the host has all of the response: it reports nothing of the sending. */
  #isHandedOver = false;

  constructor(
    request: Request,
    method: string,
    target: string,
    fields: readonly string[] | undefined,
    context: Context,
    hosted: HostedApplication,
    host: FetchHost<Context>,
  ) {
    this.target = target;
    this.request = request;
    this.context = context;
    this.host = host;
    this.#hosted = hosted;
    this.#method = method;
    this.#fields = fields ?? (host.headersExpire ? fieldsOf(request) : undefined);
  }

  /** At once if the application answered at once. Throws or rejects if the host handles errors itself. */
  get response(): Response | Promise<Response> {
    if (this.#response !== undefined) return this.#response;
    if (this.#thrown !== undefined) throw this.#thrown.error;
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
  }

  get protocol(): string {
    return this.#peerOf().protocol ?? "HTTP/1.1";
  }
  get scheme(): "http" | "https" {
    return this.host.scheme?.(this.context) ?? (this.#url.startsWith("https:") ? "https" : "http");
  }
  get serverName(): string {
    return authorityOf(this.#url).name || "localhost";
  }
  get serverPort(): number {
    return authorityOf(this.#url).port || (this.scheme === "https" ? 443 : 80);
  }
  get remoteAddress(): string {
    return this.#peerOf().remoteAddress ?? "";
  }
  get remotePort(): number {
    return this.#peerOf().remotePort ?? 0;
  }
  get input(): FetchInput {
    return (this.#input ??= new FetchInput(this.request, this.host.field ?? fieldOf));
  }
  get fields(): readonly string[] {
    return (this.#fields ??= fieldsOf(this.request));
  }
  field(key: string): string | undefined {
    if (this.#fields !== undefined) return findJoined(this.#fields, key);
    try {
      return this.request.headers.get(key) ?? undefined;
    } catch {
      return undefined; // see #keepFields
    }
  }
  get isHead(): boolean {
    return this.#method === "HEAD";
  }
  get isDisconnected(): boolean {
    return this.#signal?.aborted === true;
  }
  hostValue(key: Key<unknown>): unknown {
    return this.host.value?.(key, this.request, this.context);
  }

  /** Not if an upload may be left, see whole(): the client learns how long its response is, and it ends later. */
  get computesContentLength(): boolean {
    return !this.#isInputLeft;
  }

  get dropsStreamLength(): boolean {
    return this.host.dropsStreamLength?.(this.context) === true;
  }

  byteLength(text: string): number {
    if (isShortAscii(text)) return text.length;
    this.#encoded = encoder.encode(text);
    return this.#encoded.length;
  }

  whole(head: Head, body: Chunk | null): void {
    if (this.#isInputLeft && !head.bodiless) {
      // Deno takes a response for ended when its length is out, and may read no more of an upload that was begun.
      if (this.#input?.isLeftInPart) head.dropLength();
      this.head(head);
      if (body !== null) this.write(body);
      return this.end();
    }
    const init = initOf(head, body !== null);
    if (body !== null && body === this.unopened?.bytes) this.#respond(this.unopened.owner.under(init));
    else if (body === null) this.#respond(new Response(this.#noBody(head), init));
    else {
      const sent = typeof body === "string" ? (this.#encoded ?? wellFormed(body)) : body;
      this.#respond(new Response((isTyped(head) ? sent : this.#untyped(sent)) as BodyInit, init));
    }
    // Nothing can be known any more, should anything ask: Deno, asked at the wrong moment, ends the process.
    if (!this.#isWatched) this.#keepPeer(UNKNOWN_PEER);
    this.#handOver();
  }

  /** Lets a stream of bytes pass by this code, if nothing asked to be told how the response fares. */
  stream(head: Head, stream: ReadableStream<Uint8Array>): Promise<void> | undefined {
    const reader = this.#listener === undefined ? byteReaderOf(stream) : undefined;
    if (reader === undefined) return undefined;
    // That it has failed already is something a stream reports by promise alone, and in workerd not by the next one.
    return Promise.race([reader.closed, new Promise<void>(inNextTurn)])
      .finally(() => reader.releaseLock())
      .then(() => {
        this.#respond(new Response(stream, initOf(head, false)));
        this.#handOver();
      });
  }

  /** Lets a Response pass by this code, if nothing asked to be told how it fares. */
  hostBody(head: Head, body: HostBody): boolean {
    if (this.#listener !== undefined || this.#isInputLeft) return false;
    const response = (body as ResponseOwner).responseOf?.(head);
    if (response === undefined) return false;
    this.#respond(response);
    this.#handOver();
    return true;
  }

  head(head: Head): void {
    this.#source = new ResponseStreamSource(() => this.#listener?.disconnected());
    const stream = ofLength(this.#source.stream, head.contentLength);
    this.#respond(new Response(stream, initOf(head, false)));
  }

  /** The stream asks for each chunk: none is sent ahead of that unless chunks coalesce. */
  write(chunk: Chunk): boolean {
    return this.#source!.write(chunk);
  }

  flush(): boolean {
    return true;
  }

  onDrain(resume: () => void): void {
    this.#source!.onDrain(resume);
  }

  defer(resume: () => void): void {
    inNextTurn(resume);
  }

  /** The client has its whole response already when its upload is read on. */
  end(): void {
    if (this.#isInputLeft) void this.input.drain().then(() => this.#close());
    else this.#close();
  }

  abort(error: unknown): void {
    if (this.#source !== undefined) this.#source.fail(isDisconnect(error) ? gone() : error);
    else this.#respond(new Response(null, { status: 500 })); // nothing has reached the host, so nothing can be broken
    this.#handOver();
  }

  respondToError(error: unknown): boolean {
    if (this.host.mapError === undefined) return false;
    if (this.#isInputLeft) void this.input.drain(); // whoever answers
    this.#thrown = { error: this.host.mapError(error) };
    this.#settle?.reject(this.#thrown.error);
    this.#handOver();
    return true;
  }

  isClientError(error: unknown): boolean {
    try {
      return this.host.isClientError?.(error) === true;
    } catch {
      return false; // then it is logged
    }
  }

  onClose(listener: CloseListener): void {
    this.#listener = listener;
    if (this.#isHandedOver) queueMicrotask(() => listener.finished());
    else if (this.host.cancels !== true) this.#listen(listener);
    // A response that is there by then needs no signal: its stream reports, or there is nothing to report any more.
    else
      inNextTurn(() => {
        if (!this.#isHandedOver && this.#source === undefined) this.#listen(listener);
      });
  }

  waitUntil(promise: Promise<void>): void {
    this.#hasWork = true;
    this.#hosted.waitUntil(promise);
    try {
      this.host.waitUntil?.(promise, this.context);
    } catch (error) {
      this.#log(error); // the work goes on, as long as the host does
    }
  }

  #listen(listener: CloseListener): void {
    try {
      const { signal } = this.request;
      signal?.addEventListener("abort", () => listener.disconnected(), { once: true });
      this.#signal = signal;
    } catch (error) {
      return this.#log(error); // a Request without a signal that works: no disconnect is ever known
    }
    if (this.isDisconnected) listener.disconnected();
  }

  get #url(): string {
    const { url } = this.request;
    return url.startsWith("/") ? (this.host.origin?.(this.context) ?? url) : url;
  }

  /** True if something may ask about the request after its response. */
  get #isWatched(): boolean {
    return this.#listener !== undefined || this.#hasWork;
  }

  get #isInputLeft(): boolean {
    if (this.#method === "GET" || this.isHead) return false;
    // What was read in part belongs to nothing else any more, whatever comes after.
    return this.host.drainsUnreadBody === true ? this.input.isLeft : this.#input?.isLeftInPart === true;
  }

  /** Under HEAD, such a host reports a length of 0 for a body that is null, and none for a stream. It reads neither. */
  #noBody(head: Head): BodyInit | null {
    if (!this.isHead || head.bodiless || head.contentLength >= 0 || !this.dropsStreamLength) return null;
    return new ReadableStream({}, { highWaterMark: 0 });
  }

  #untyped(body: Chunk): BodyInit {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    return this.host.untyped?.(bytes) ?? (bytes as BodyInit);
  }

  #respond(response: Response): void {
    // Bun and Deno know nothing of the peer any more when the response has ended, nor of fields that were not asked for.
    if (this.#isWatched) {
      this.#keepPeer();
      this.#keepFields();
    }
    if (this.#hosted.isClosing) endConnection(response, this.#hosted);
    this.#response = response;
    this.#settle?.resolve(response);
  }

  #close(): void {
    this.#source!.close();
    this.#handOver();
  }

  #handOver(): void {
    this.#isHandedOver = true;
    const listener = this.#listener;
    if (listener !== undefined) queueMicrotask(() => listener.finished());
  }

  #peerOf(): Peer {
    return (this.#peer ??= this.host.peer?.(this.request, this.context) ?? UNKNOWN_PEER);
  }

  /** Settles what is known of the peer; default: what the host reports now. */
  #keepPeer(peer?: Peer): void {
    try {
      this.#peer ??= peer ?? this.#peerOf();
    } catch {
      // A hook of the application's has failed: it throws again for each who asks.
    }
  }

  /** For those who read fields after the response: Bun and Deno keep them only if Headers were asked for before. */
  #keepFields(): void {
    try {
      void this.request.headers;
    } catch {
      // It throws again for each who asks.
    }
  }

  #log(error: unknown): void {
    this.#hosted.errors.write(`[tsgi/${this.host.name}] ${describe(error)}\n`);
  }
}

function fieldsOf({ headers }: Request): string[] {
  try {
    return [...headers].flat();
  } catch {
    return []; // see #keepFields
  }
}

/** Platforms may print what a stream fails with: one line, since every client can have it printed. */
function gone(): Error {
  const error = new TsgiError(TSGI_CLIENT_GONE);
  error.stack = error.message;
  return error;
}
