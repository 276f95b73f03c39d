/* oxlint-disable max-lines -- one state machine: each method reads or changes the phase of the one response */
import type { Environ } from "../environ.ts";
import {
  TSGI_BODY_TOO_LONG,
  TSGI_BODY_TOO_SHORT,
  TSGI_CLIENT_GONE,
  TSGI_ERROR_MISSING,
  TSGI_NOT_STARTED,
  TSGI_START_TWICE,
} from "../errors.ts";
import { isHostBody, type HostBody, type OpenBody } from "../host-body.ts";
import type { Key } from "../key.ts";
import type { RequestContext } from "../request-context.ts";
import { TsgiError } from "../tsgi-error.ts";
import type { ErrorLog } from "../connection.ts";
import type { Chunk, HeaderList } from "../message.ts";
import type { StartResponse } from "../types.ts";
import { cut, isBytes, isThenable } from "../values.ts";
import { BodySource, onlyChunk } from "./body-source.ts";
import { isDisconnect, statusOf, titleOf } from "./failure.ts";
import { Head } from "./head.ts";
import type { HostedApplication } from "./hosted-application.ts";
import { attempt, describe } from "./log.ts";
import { Pump, type PumpOwner } from "./pump.ts";
import type { CloseListener, ResponseControl, Transport } from "./transport.ts";

const OPEN = 0; // the head can still be replaced
const SENT = 1; // the head has been sent
const DONE = 2; // nothing more is sent

type FinishCallback = (error?: unknown) => unknown;

/**
 * One request and its response: all duties of a server except reading and writing, which its {@link Transport} does. Holds
 * the request's values, abort signal, finish callbacks and log.
 *
 * The host calls run() once. The transport reports the end of the connection after onClose() was called.
 */
export class Exchange implements CloseListener, PumpOwner, RequestContext, ResponseControl {
  readonly transport: Transport;
  readonly hosted: HostedApplication;
  /** Bound to this exchange: callable without the object. */
  readonly startResponse: StartResponse;
  /** Created when the first value is set. */
  values: Map<Key<unknown>, unknown> | undefined;
  /** The error of a failed response, which finish callbacks receive; otherwise undefined. */
  failure: unknown = undefined;
  #phase: typeof OPEN | typeof SENT | typeof DONE = OPEN;
  #isStarted = false;
  #head: Head | undefined = undefined;
  #pump: Pump | undefined = undefined;
  #isListening = false;
  #isFinished = false;
  #controller: AbortController | undefined = undefined;
  #callbacks: FinishCallback[] | undefined = undefined;

  constructor(transport: Transport, hosted: HostedApplication) {
    this.transport = transport;
    this.hosted = hosted;
    this.values = hosted.initial.length === 0 ? undefined : new Map(hosted.initial);
    // Not an arrow function: it would be kept alive by its captures, outlive young collections (seen on Node 20 to 26), and
    // keep request and response with it.
    this.startResponse = this.#start.bind(this);
  }

  /** The log of the request. */
  get errors(): ErrorLog {
    return this.transport.errors ?? this.hosted.errors;
  }

  /** Fires when the client disconnects before the response is complete. Created on first use. */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    this.#controller = new AbortController();
    if (isClientGone(this.failure)) this.#controller.abort(abortedBy(this.failure));
    else if (this.#isFinished) return this.#controller.signal;
    else if (this.transport.isDisconnected) this.disconnected();
    else this.#listen();
    return this.#controller.signal;
  }

  /** Calls the application, after its startup, and sends the body that it returns. Never throws and does not wait. */
  run(environ: Environ): void {
    const { hosted } = this;
    if (hosted.isReady) return this.#call(environ);
    hosted.start().then(
      () => this.#call(environ),
      (error: unknown) => this.abort(error),
    );
  }

  /**
   * Fails the response. The client gets an error response if the head has not been sent; otherwise the connection breaks.
   * Never throws: errors from the host's own methods are logged.
   */
  abort(error: unknown): void {
    if (this.#phase === OPEN) this.#contain(() => this.transport.isDisconnected && this.disconnected());
    const phase = this.#phase;
    if (phase === DONE) return this.report(error);
    this.#phase = DONE;
    // A response without an error counts as a success, for onFinish and for the error handling of frameworks.
    const failure = error ?? new TsgiError(TSGI_ERROR_MISSING);
    this.failure = failure;
    this.#pump?.stop();
    if (phase === OPEN) return this.#respondToError(failure);
    this.#blame(failure);
    this.#breakOff(failure);
  }

  /**
   * Fails a response that was handed off, see {@link Transport.handOff}.
   *
   * @param isHeadSent true if the response can no longer be replaced
   */
  failHandoff(error: unknown, isHeadSent: boolean): void {
    this.failure ??= error;
    if (!isHeadSent) return this.#respondToError(error);
    this.log(error);
    this.#breakOff(error);
  }

  /** Sends a whole response that shows only its status. */
  sendErrorPage(status: number): void {
    const text = titleOf(status);
    const head = new Head(status, [["content-type", "text/plain; charset=utf-8"]]);
    head.setLength(text.length);
    this.#settle(this.transport.whole(head, this.transport.isHead ? null : text));
  }

  onFinish(callback: FinishCallback): void {
    if (this.#isFinished) {
      queueMicrotask(() => this.#callBack(callback));
      return;
    }
    (this.#callbacks ??= []).push(callback);
    this.#listen();
  }

  waitUntil(promise: PromiseLike<unknown>): void {
    const settled = Promise.resolve(promise).then(
      () => {},
      (error: unknown) => this.log(error),
    );
    this.transport.waitUntil(settled);
  }

  disconnected(): void {
    if (this.#isFinished) return;
    this.failure ??= new TsgiError(TSGI_CLIENT_GONE);
    if (this.#controller?.signal.aborted === false) this.#controller.abort(abortedBy(this.failure));
    this.finished();
  }

  /** Runs the callbacks of onFinish, the last one first. */
  finished(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#phase = DONE;
    this.#pump?.stop();
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    for (let callback = callbacks?.pop(); callback; callback = callbacks?.pop()) this.#callBack(callback);
  }

  /** Writes an error to the log, with its stack; never to the client. Never throws. */
  log(error: unknown): void {
    void attempt(() => {
      if (this.transport.isClientError?.(error) === true) return;
      return this.errors.write(`[tsgi/${this.hosted.info.name}] ${describe(error)}\n`);
    });
  }

  /** For the pump: logs an error unless it is the one that the response has failed with. */
  report(error: unknown): void {
    if (error !== this.failure && error !== this.#controller?.signal.reason) this.#blame(error);
  }

  /** For the pump: sends the head. Returns the declared length, -1 without one, false if no body may follow. */
  openBody(): number | false {
    const head = this.#startedHead();
    if (this.#endsAtHead(head)) return false;
    this.#phase = SENT;
    this.#head = undefined; // a stream may stay open for long
    const { contentLength } = head; // a transport that sends trailers in chunks drops it, and the body keeps to it all the same
    this.transport.head(head);
    return contentLength;
  }

  /** For the pump: ends the body; `isSent` is false if it had no bytes. */
  endBody(isSent: boolean): void {
    if (!isSent) return this.#sendWhole(null);
    this.#settle(this.transport.end());
    this.#phase = DONE;
  }

  #call(environ: Environ): void {
    try {
      const body = this.hosted.application(environ, this.startResponse);
      if (typeof body === "object" && isThenable(body)) {
        // A promise is used directly; resolve() makes any other thenable settle once, and with a value.
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

  #start(status: number, headers: HeaderList, error: unknown): void {
    const isRepeated = this.#isStarted;
    this.#isStarted = true;
    if (error !== undefined && error !== null) {
      if (this.#phase !== OPEN) throw error;
    } else if (isRepeated) {
      throw new TsgiError(TSGI_START_TWICE);
    }
    this.#head = new Head(status, headers);
  }

  #respond(body: unknown): void {
    try {
      if (this.transport.isDisconnected) this.disconnected();
      if (this.#phase !== OPEN) this.#discard(body);
      else if (typeof body === "string" || body === null || isBytes(body)) this.#sendWhole(body);
      else if (Array.isArray(body) && body.length < 2) this.#sendWhole(onlyChunk(body));
      else if (isHostBody(body) && this.#handOff(body)) return;
      else if (this.#head === undefined) this.#sendStream(body);
      else if (isHostBody(body) && this.transport.hostBody?.(this.#head, body)) this.#phase = DONE;
      else if (!this.#endsAtHead(this.#head, body) && !this.#passOn(this.#head, body)) this.#sendStream(body);
    } catch (error) {
      this.abort(error);
    }
  }

  #sendWhole(body: Chunk | null): void {
    const head = this.#startedHead();
    if (head.bodiless) return this.#sendBodiless(head);
    const { transport } = this;
    const { isHead } = transport;
    const isPlain = head.contentLength < 0 && !isHead && body !== null && body.length > 0;
    if (isPlain && transport.computesContentLength === true) return this.#send(head, body);
    const size = body === null ? 0 : typeof body === "string" ? transport.byteLength(body) : body.length;
    const declared = head.contentLength;
    if (isHead) {
      // A response to HEAD may omit its body and still report the length, or omit both (RFC 9110, 8.6).
      if (size > 0) head.setLength(size);
      return this.#send(head, null);
    }
    if (declared > size) throw new TsgiError(TSGI_BODY_TOO_SHORT, `${size} of ${declared} bytes`);
    if (declared >= 0 && declared < size) {
      this.log(new TsgiError(TSGI_BODY_TOO_LONG, `${size} instead of ${declared} bytes`));
      return this.#send(head, cut(body as Chunk, declared));
    }
    head.setLength(size);
    this.#send(head, size === 0 ? null : body);
  }

  #sendBodiless(head: Head): void {
    head.dropLength();
    if (head.status === 205) head.setLength(0); // 205 alone may declare an empty body (RFC 9110, 15.3.6)
    this.#send(head, null);
  }

  /** Counts the head as sent while the host sends it: if the host throws, the connection breaks. */
  #send(head: Head, body: Chunk | null): void {
    this.#phase = SENT;
    this.#settle(this.transport.whole(head, body));
    this.#phase = DONE;
  }

  /** Sends the head alone if no body may follow, and closes the body unread. */
  #endsAtHead(head: Head, body?: unknown): boolean {
    if (!head.bodiless && (!this.transport.isHead || isHostBody(body))) return false;
    try {
      if (head.bodiless) this.#sendBodiless(head);
      else {
        if (this.transport.dropsStreamLength === true) head.dropLength();
        this.#send(head, null);
      }
    } finally {
      this.#discard(body);
    }
    return true;
  }

  /** Passes a stream to a host that can send it unread. Not with a declared length, which must be enforced. */
  #passOn(head: Head, body: unknown): boolean {
    if (this.transport.stream === undefined || head.contentLength >= 0) return false;
    const sending = body instanceof ReadableStream ? this.transport.stream(head, body) : undefined;
    if (sending === undefined) return false;
    sending.catch((error: unknown) => this.failHandoff(error, false));
    this.#phase = DONE;
    return true;
  }

  /** Hands the response off to a host body, unless a response has already begun. */
  #handOff(body: HostBody): boolean {
    const respond = this.#isStarted ? undefined : this.transport.handOff?.(body, this);
    if (respond === undefined) return false;
    this.#phase = DONE;
    respond();
    return true;
  }

  #sendStream(body: unknown): void {
    this.#listen();
    if (isHostBody(body) && this.#head !== undefined) {
      body.open().then(
        (opened) => this.#sendOpened(opened),
        (error: unknown) => this.abort(error),
      );
      return;
    }
    this.#pull(body);
  }

  /** Sends an opened host body: its length is known before its first chunk. */
  #sendOpened(opened: OpenBody): void {
    try {
      const { length, chunks, whole } = opened;
      if (whole !== undefined) return this.#respond(whole);
      const body: AsyncIterable<Chunk> = { [Symbol.asyncIterator]: () => chunks };
      if (this.#phase !== OPEN) return this.#discard(body);
      const head = this.#head!;
      if (length >= 0) head.setLength(length);
      if (!this.#endsAtHead(head, body)) this.#pull(body);
    } catch (error) {
      this.abort(error);
    }
  }

  /** @throws TSGI_BODY_INVALID if the value is not a body */
  #pull(body: unknown): void {
    this.#pump = new Pump(body, this.transport, this);
    this.#pump.pull();
  }

  #startedHead(): Head {
    if (this.#head === undefined) throw new TsgiError(TSGI_NOT_STARTED);
    return this.#head;
  }

  /** Closes a body unread: the response does not need it. */
  #discard(body: unknown): void {
    if (typeof body !== "object" || body === null || Array.isArray(body) || isBytes(body)) return;
    if (isHostBody(body)) return body.discard();
    new BodySource(body).close((error) => this.report(error));
  }

  /** Breaks off the response if its asynchronous end fails. */
  #settle(ending: void | Promise<void>): void {
    if (ending === undefined) return;
    ending.catch((error: unknown) => {
      this.log(error);
      this.#breakOff(error);
    });
  }

  #respondToError(error: unknown): void {
    try {
      if (this.transport.respondToError?.(error, this) === true) return;
      const status = statusOf(error);
      if (status >= 500) this.log(error);
      this.sendErrorPage(status);
    } catch (second) {
      this.log(second);
      this.#breakOff(error);
    }
  }

  #breakOff(error: unknown): void {
    this.#contain(() => this.transport.abort(error));
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.transport.onClose(this);
  }

  #callBack(callback: FinishCallback): void {
    try {
      const result = callback(this.failure);
      if (isThenable(result)) this.waitUntil(result);
    } catch (error) {
      this.log(error);
    }
  }

  /** Calls the host and logs what it throws: no caller could handle it. */
  #contain(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.log(error);
    }
  }

  /** Logs an error of the application. Not the disconnection of a client: any client could fill the log. */
  #blame(error: unknown): void {
    if (!isDisconnect(error)) this.log(error);
  }
}

/** Returns the reason of an abort signal: an error like those of the platform, which code recognises by its name. */
function abortedBy(cause: unknown): DOMException {
  const reason = new DOMException("The client disconnected before the response was complete", "AbortError");
  return Object.defineProperty(reason, "cause", { value: cause, writable: true, configurable: true });
}

function isClientGone(error: unknown): boolean {
  return error instanceof TsgiError && error.code === "TSGI_CLIENT_GONE";
}
