import type { Chunk, Input, Key } from "@tsgi/core";
import { show, type Head, type HostedApplication, type ResponseControl } from "@tsgi/core/server";
import { NodeTransport, applyHead, type Forwarded } from "@tsgi/node/adapter";
import type { ExpressNext, ExpressRequest, ExpressResponse } from "./_types.ts";
import { expressRequest, expressResponse } from "./keys.ts";

/** The values that all requests of a handler share. */
export interface ExpressMount {
  readonly service: HostedApplication;
  /** True if scheme and address are those that Express takes from a proxy. */
  readonly trustProxy: boolean;
}

/** Thrown by an application to pass the request to Express's next handler. */
export const passOn: unique symbol = Symbol("tsgi/express: pass on");

/** A request and its response in Express, which shares the response with earlier middleware. */
export class ExpressTransport extends NodeTransport {
  declare readonly request: ExpressRequest;
  declare readonly response: ExpressResponse;
  /** The body, if a body parser has read it before. */
  parsed: Input | undefined = undefined;
  readonly #next: ExpressNext | undefined;
  readonly #mount: ExpressMount;
  #resume: (() => void) | undefined = undefined;
  #isWrapped = false;
  #hasDrained = false;

  constructor(
    request: ExpressRequest,
    response: ExpressResponse,
    next: ExpressNext | undefined,
    mount: ExpressMount,
  ) {
    super(request, response, mount.service);
    this.#next = next;
    this.#mount = mount;
  }

  /** True if the request can be passed to a next handler, see {@link passOn}. */
  get hasNext(): boolean {
    return this.#next !== undefined;
  }

  hostValue(key: Key<unknown>): unknown {
    if (key === expressRequest) return this.request;
    if (key === expressResponse) return this.response;
    return undefined;
  }

  /** False: a listener would not be called as Express calls one. */
  override get canHandOff(): boolean {
    return false;
  }

  override head(head: Head): void {
    super.head(head);
    // A middleware that has replaced `write` may have a stream of its own that emits `drain`. It gets the listener once,
    // before the first chunk, since it may never remove one.
    if (!Object.hasOwn(this.response, "write")) return;
    this.#isWrapped = true;
    this.response.on("drain", () => {
      this.#hasDrained = true;
      const resume = this.#resume;
      this.#resume = undefined;
      resume?.();
    });
  }

  override write(chunk: Chunk): boolean {
    this.#hasDrained = false;
    return super.write(chunk);
  }

  /**
   * Calls the `flush` of a middleware that compresses, which holds chunks back until then. Node's own method of that name is
   * a different one.
   */
  override flush(): boolean {
    const flushed = super.flush();
    if (!Object.hasOwn(this.response, "flush")) return flushed;
    (this.response as Partial<Flushing>).flush?.();
    return false; // compression runs in another thread
  }

  override onDrain(resume: () => void): void {
    if (!this.#isWrapped) super.onDrain(resume);
    else if (this.#hasDrained) setImmediate(resume);
    else this.#resume = resume;
  }

  respondToError(error: unknown, response: ResponseControl): boolean {
    const next = this.#next;
    if (next === undefined) return false;
    this.prepare(); // the rest of the upload must be handled, whatever sends the response
    if (error === passOn) {
      response.failure = undefined;
      next();
    } else next(asError(error));
    return true;
  }

  protected override get forwarded(): Forwarded | undefined {
    return this.#mount.trustProxy ? this.request : undefined;
  }

  protected override openInput(): Input {
    return this.parsed ?? super.openInput();
  }

  /**
   * Sets the head instead of sending it: code that has hooked into the response decides when to send it, as with any
   * handler.
   */
  protected override writeHead(head: Head): void {
    applyHead(this.response, head);
  }
}

interface Flushing {
  flush(): void;
}

/** Wraps a value that is not an object in an Error: Express treats undefined, "route" and "router" as directions. */
function asError(error: unknown): object {
  if (typeof error === "object" && error !== null) return error;
  const message = `[tsgi/express] The application threw a value that is not an error: ${show(error)}.`;
  return new TypeError(message, { cause: error });
}
