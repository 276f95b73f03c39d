import {
  HostBody,
  TsgiError,
  isWhole,
  type Application,
  type Body,
  type Environ,
  type HeaderList,
  type StartResponse,
} from "@tsgi/core";
import { TSGI_START_TWICE } from "@tsgi/core/errors";
import { BodySource, Head, isThenable, WrappedBody, type BodyStep } from "@tsgi/core/server";
import { discard, openHostBody } from "./body.ts";
import { contain } from "../shared/contain.ts";
import { PeekableBody } from "./peek.ts";

/** A response, head and body together. */
export interface AppResponse {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body;
}

/**
 * Returns the response to send in place of another; the same object to change nothing. A promise only if the body is whole,
 * or is replaced. It closes a body that it drops, and does not read one that it maps. If it throws or rejects, the body is
 * closed for it.
 */
export type Rewrite = (response: AppResponse) => AppResponse | PromiseLike<AppResponse>;

/**
 * Runs an application and rewrites its response once head and body are both known. The head is held back until the
 * application returns, or, if it has not called startResponse by then, until its first chunk.
 */
export function rewriteResponse(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  rewrite: Rewrite,
): Body | PromiseLike<Body> {
  return new ResponseRewriter(environ, startResponse, rewrite).run(app);
}

interface HeldHead {
  readonly status: number;
  readonly headers: HeaderList;
  readonly error: unknown;
}

class ResponseRewriter {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #rewrite: Rewrite;
  #attempted = false;
  /** True once calls of startResponse go directly to the server. */
  #through = false;
  #head: HeldHead | undefined = undefined;

  constructor(environ: Environ, startResponse: StartResponse, rewrite: Rewrite) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#rewrite = rewrite;
  }

  run(app: Application): Body | PromiseLike<Body> {
    const body = app(this.#environ, (status, headers, error) => this.#start(status, headers, error));
    return isThenable(body)
      ? Promise.resolve(body).then((settled) => this.#settle(settled))
      : this.#settle(body);
  }

  /** True if a head is held back. */
  get holds(): boolean {
    return this.#head !== undefined;
  }

  /** Sends the rewritten head; returns the body that follows. */
  send(body: Body): Body | PromiseLike<Body> {
    const head = this.#head!;
    const response: AppResponse = { status: head.status, headers: head.headers, body };
    try {
      const rewritten = this.#rewrite(response);
      if (!isThenable(rewritten)) return this.#forward(rewritten, head, body);
      return rewritten
        .then((settled) => this.#forward(settled, head, body))
        .then(undefined, (error: unknown) => this.#fail(error, body));
    } catch (error) {
      return this.#fail(error, body);
    }
  }

  /** Closes the body, since no caller gets it. */
  #fail(error: unknown, body: Body): never {
    contain(this.#environ, () => discard(this.#environ, body), undefined);
    throw error;
  }

  /** Stops holding heads back. */
  letThrough(): void {
    this.#through = true;
  }

  #start(status: number, headers: HeaderList, error: unknown): void {
    const again = this.#attempted;
    this.#attempted = true;
    if (this.#through) return this.#startResponse(status, headers, error);
    if (again && (error === undefined || error === null)) throw new TsgiError(TSGI_START_TWICE);
    void new Head(status, headers); // throws as the server's own would
    this.#head = { status, headers: [...headers], error };
  }

  #settle(body: Body): Body | PromiseLike<Body> {
    if (isWhole(body) || typeof body !== "object" || Array.isArray(body)) {
      this.#through = true;
      return this.#head === undefined ? body : this.send(body);
    }
    if (body instanceof HostBody && body.mayBeWhole)
      return openHostBody(body).then((seen) => this.#settle(seen));
    if (this.#head === undefined) return new RewrittenBody(this, new PeekableBody(body), undefined);
    const source = new PeekableBody(body);
    const sent = this.send(source);
    if (!isThenable(sent)) return this.#follow(body, source, sent);
    return sent.then((out) => this.#follow(body, source, out));
  }

  /** Returns the body to send for a stream: the stream itself if it is unchanged. */
  #follow(body: Body, source: PeekableBody, out: Body): Body {
    if (out !== source && !isWhole(out)) return new RewrittenBody(this, source, out);
    this.#through = true;
    return out === source ? body : out;
  }

  #forward(response: AppResponse, head: HeldHead, body: Body): Body | PromiseLike<Body> {
    // An error has replaced the head while a promise was pending: rewrite that head.
    if (this.#head !== head && response.body === body) return this.send(body);
    this.#head = undefined;
    this.#startResponse(response.status, response.headers, head.error);
    return response.body;
  }
}

/** The body after a head that is rewritten with the first chunk, or that may still be replaced until then. */
class RewrittenBody extends WrappedBody {
  readonly #rewriter: ResponseRewriter;
  readonly #inner: PeekableBody;
  #body: Body | undefined;
  #out: BodySource | undefined = undefined;

  constructor(rewriter: ResponseRewriter, inner: PeekableBody, body: Body | undefined) {
    super(inner);
    this.#rewriter = rewriter;
    this.#inner = inner;
    this.#body = body;
  }

  override async next(): Promise<BodyStep> {
    this.#out ??= await this.#begin();
    return this.#out.next();
  }

  override async close(): Promise<void> {
    try {
      await this.#out?.closeAndWait();
    } finally {
      await this.source.closeAndWait();
    }
  }

  async #begin(): Promise<BodySource> {
    await this.#inner.peek();
    // Rewrites a head that was set since, by the first step or in place of another.
    if (this.#rewriter.holds) this.#body = await this.#rewriter.send(this.#inner);
    this.#rewriter.letThrough();
    const body = this.#body === undefined ? this.#inner : this.#body;
    return new BodySource(isWhole(body) ? (body === null ? [] : [body]) : body);
  }
}
