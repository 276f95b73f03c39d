import { TsgiError, type Chunk, type Input } from "@tsgi/core";
import { TSGI_OPTION_INVALID } from "@tsgi/core/errors";
import { show, type Head, type Service } from "@tsgi/core/server";
import { NodeExchange, applyHead, type Forwarded } from "@tsgi/node/adapter";
import type { ExpressNext, ExpressRequest, ExpressResponse } from "./_types.ts";

/** What is the same for all requests of a handler. */
export interface ExpressMount {
  readonly service: Service;
  /** Whether scheme and address are those that Express takes from a proxy. */
  readonly trustProxy: boolean;
}

/** An application throws it to tell that the request goes on to what Express has next. */
export const passOn: unique symbol = Symbol("tsgi/express: pass on");

/** A request and its response in Express: the response is shared with the middleware that came before. */
export class ExpressExchange extends NodeExchange {
  declare readonly request: ExpressRequest;
  declare readonly response: ExpressResponse;
  /** The body, where a body parser was there before. */
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

  protected override get forwarded(): Forwarded | undefined {
    return this.#mount.trustProxy ? this.request : undefined;
  }

  protected override openInput(): Input {
    return this.parsed ?? super.openInput();
  }

  /** Not a sent head, but a set one: what has hooked into the response decides when it goes out, as with any handler. */
  protected override writeHead(head: Head): void {
    applyHead(this.response, head);
  }

  protected override openStream(head: Head): void {
    super.openStream(head);
    // A middleware that has taken over `write` may have a stream of its own that is to be drained; it gets the listener
    // once, and before the first chunk, since it may never give one back.
    if (!Object.hasOwn(this.response, "write")) return;
    this.#isWrapped = true;
    this.response.on("drain", () => {
      this.#hasDrained = true;
      const resume = this.#resume;
      this.#resume = undefined;
      resume?.();
    });
  }

  protected override write(chunk: Chunk): boolean {
    this.#hasDrained = false;
    return super.write(chunk);
  }

  /** A middleware that compresses holds chunks back until it is told. Node's own method of that name is another one. */
  protected override flush(): boolean {
    const flushed = super.flush();
    if (!Object.hasOwn(this.response, "flush")) return flushed;
    (this.response as Partial<Flushing>).flush?.();
    return false; // it compresses in another thread
  }

  protected override drained(resume: () => void): void {
    if (!this.#isWrapped) super.drained(resume);
    else if (this.#hasDrained) setImmediate(resume);
    else this.#resume = resume;
  }

  protected override failBeforeHead(error: unknown): void {
    const next = this.#next;
    if (next === undefined) return super.failBeforeHead(error === passOn ? nothingNext() : error);
    if (error === passOn) {
      this.failure = undefined;
      this.prepare();
      return next();
    }
    this.prepare(); // whoever answers, the rest of the upload is to be seen to
    next(asError(error));
  }
}

function nothingNext(): TsgiError {
  return new TsgiError(TSGI_OPTION_INVALID, "fallthrough is true, and no next handler was given");
}

interface Flushing {
  flush(): void;
}

/** Express takes nothing, "route" and "router" for directions: what is no object is wrapped. */
function asError(error: unknown): object {
  if (typeof error === "object" && error !== null) return error;
  const message = `[tsgi/express] The application threw something that is no error: ${show(error)}.`;
  return new TypeError(message, { cause: error });
}
