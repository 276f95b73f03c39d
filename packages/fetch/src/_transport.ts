/* oxlint-disable max-lines -- one class: the facts of a Request and its host, and the Response to it */
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

/** A Request, and the Response to it. */
export class FetchTransport<Context> implements Transport {
  readonly target: string;
  readonly request: Request;
  /** The argument that the host passes after the Request. */
  readonly context: Context;
  readonly host: FetchHost<Context>;
  /** The environ that the application was first called with. */
  environ: Environ | undefined = undefined;
  /** Bytes read from a copy of a Response, and the owner of the Response itself. */
  unopened: { readonly bytes: Uint8Array; readonly owner: ResponseOwner } | undefined = undefined;
  readonly #hosted: HostedApplication;
  readonly #method: string;
  #peer: Peer | undefined = undefined;
  #input: FetchInput | undefined = undefined;
  #fields: readonly string[] | undefined;
  /** The encoded body, if it was encoded to count its bytes. */
  #encoded: Uint8Array | undefined = undefined;
  #response: Response | undefined = undefined;
  #settle: { resolve(response: Response): void; reject(error: unknown): void } | undefined = undefined;
  #thrown: { readonly error: unknown } | undefined = undefined;
  #source: ResponseStreamSource | undefined = undefined;
  #listener: CloseListener | undefined = undefined;
  /** The host's signal, once it has a listener. */
  #signal: AbortSignal | undefined = undefined;
  /** True once `waitUntil` was called. */
  #hasWork = false;
  /** True once the host has the whole response: it reports nothing about sending it. */
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

  /**
   * The response, without a promise if the application responded synchronously. Throws or rejects if the host handles errors
   * itself.
   */
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

  /** False if an upload may be unread, see whole(): the client learns the length of its response, which ends later. */
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
      // Deno considers a response ended when its declared bytes are sent, and may stop reading an upload.
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
    // From here on the peer is unknown: Deno ends the process if it is asked at the wrong moment.
    if (!this.#isWatched) this.#keepPeer(UNKNOWN_PEER);
    this.#handOver();
  }

  /** Lets the host send a byte stream without this code, if nothing observes the response. */
  stream(head: Head, stream: ReadableStream<Uint8Array>): Promise<void> | undefined {
    const reader = this.#listener === undefined ? byteReaderOf(stream) : undefined;
    if (reader === undefined) return undefined;
    // A stream reports an earlier failure only through a promise, and in workerd not in the next microtask.
    return Promise.race([reader.closed, new Promise<void>(inNextTurn)])
      .finally(() => reader.releaseLock())
      .then(() => {
        this.#respond(new Response(stream, initOf(head, false)));
        this.#handOver();
      });
  }

  /** Lets the host send a Response without this code, if nothing observes it. */
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

  /** Writes a chunk. The stream requests each one: none is sent ahead unless chunks coalesce. */
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

  /** Ends the stream. The client already has its whole response while the rest of its upload is read. */
  end(): void {
    if (this.#isInputLeft) void this.input.drain().then(() => this.#close());
    else this.#close();
  }

  abort(error: unknown): void {
    if (this.#source !== undefined) this.#source.fail(isDisconnect(error) ? gone() : error);
    else this.#respond(new Response(null, { status: 500 })); // the host has received nothing, so there is nothing to break off
    this.#handOver();
  }

  respondToError(error: unknown): boolean {
    if (this.host.mapError === undefined) return false;
    if (this.#isInputLeft) void this.input.drain(); // whatever sends the response
    this.#thrown = { error: this.host.mapError(error) };
    this.#settle?.reject(this.#thrown.error);
    this.#handOver();
    return true;
  }

  isClientError(error: unknown): boolean {
    try {
      return this.host.isClientError?.(error) === true;
    } catch {
      return false; // the error is then logged
    }
  }

  onClose(listener: CloseListener): void {
    this.#listener = listener;
    if (this.#isHandedOver) queueMicrotask(() => listener.finished());
    else if (this.host.cancels !== true) this.#listen(listener);
    // A response that exists by then needs no signal: its stream reports the end, or nothing is left to report.
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
      this.#log(error); // the work continues as long as the host runs
    }
  }

  #listen(listener: CloseListener): void {
    try {
      const { signal } = this.request;
      signal?.addEventListener("abort", () => listener.disconnected(), { once: true });
      this.#signal = signal;
    } catch (error) {
      return this.#log(error); // the Request has no working signal: a disconnection is never known
    }
    if (this.isDisconnected) listener.disconnected();
  }

  get #url(): string {
    const { url } = this.request;
    return url.startsWith("/") ? (this.host.origin?.(this.context) ?? url) : url;
  }

  /** True if something may read the request after its response. */
  get #isWatched(): boolean {
    return this.#listener !== undefined || this.#hasWork;
  }

  get #isInputLeft(): boolean {
    if (this.#method === "GET" || this.isHead) return false;
    // No other reader can take over a partly read body.
    return this.host.drainsUnreadBody === true ? this.input.isLeft : this.#input?.isLeftInPart === true;
  }

  /**
   * Returns the body of a response without one. For HEAD, a host that drops stream lengths reports a length of 0 for null,
   * and none for a stream. It reads neither.
   */
  #noBody(head: Head): BodyInit | null {
    if (!this.isHead || head.bodiless || head.contentLength >= 0 || !this.dropsStreamLength) return null;
    return new ReadableStream({}, { highWaterMark: 0 });
  }

  #untyped(body: Chunk): BodyInit {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    return this.host.untyped?.(bytes) ?? (bytes as BodyInit);
  }

  #respond(response: Response): void {
    // After the response, Bun and Deno no longer know the peer, nor fields that were not read before.
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

  /** Fixes the peer; default: the one that the host reports now. */
  #keepPeer(peer?: Peer): void {
    try {
      this.#peer ??= peer ?? this.#peerOf();
    } catch {
      // A hook of the application has failed: it throws again on every read.
    }
  }

  /** Keeps the fields for readers after the response: Bun and Deno keep them only if `headers` was read before. */
  #keepFields(): void {
    try {
      void this.request.headers;
    } catch {
      // It throws again on every read.
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

/** Returns the error of an aborted stream, without a stack: platforms may print it, and every client could cause that. */
function gone(): Error {
  const error = new TsgiError(TSGI_CLIENT_GONE);
  error.stack = error.message;
  return error;
}
