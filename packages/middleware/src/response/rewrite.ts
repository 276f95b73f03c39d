import {
  HostBody,
  TsgiError,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type HeaderList,
  type StartResponse,
} from "@tsgi/core";
import { TSGI_START_TWICE } from "@tsgi/core/errors";
import { BodySource, Head, isThenable } from "@tsgi/core/server";
import { discard, lookInto } from "./body.ts";
import { contain } from "../shared/contain.ts";
import { Lookahead } from "./peek.ts";

/** A response, head and body together. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body;
}

/**
 * Gives the reply to send in place of another; the same object where nothing is to change. A promise only where the body
 * is whole, or gives way to another. A body that it leaves out it closes; one that it maps it does not read by itself. Where
 * it throws or rejects, the body is closed for it.
 */
export type Revise = (reply: Reply) => Reply | PromiseLike<Reply>;

/**
 * Runs an application and lets its response be revised once head and body are both known. The head is held back until the
 * application returns, or, where it has not called startResponse by then, until its first chunk.
 */
export function reviseReply(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  revise: Revise,
): Body | PromiseLike<Body> {
  return new Revision(environ, startResponse, revise).run(app);
}

interface HeldHead {
  readonly status: number;
  readonly headers: HeaderList;
  readonly error: unknown;
}

class Revision {
  readonly #environ: Environ;
  readonly #startResponse: StartResponse;
  readonly #revise: Revise;
  #attempted = false;
  /** True once calls of startResponse are the server's to take. */
  #through = false;
  #head: HeldHead | undefined = undefined;

  constructor(environ: Environ, startResponse: StartResponse, revise: Revise) {
    this.#environ = environ;
    this.#startResponse = startResponse;
    this.#revise = revise;
  }

  run(app: Application): Body | PromiseLike<Body> {
    const body = app(this.#environ, (status, headers, error) => this.#start(status, headers, error));
    return isThenable(body)
      ? Promise.resolve(body).then((settled) => this.#settle(settled))
      : this.#settle(body);
  }

  /** True when a head waits to be sent on. */
  get holds(): boolean {
    return this.#head !== undefined;
  }

  /** Sends the head on that is held, with what becomes of it; gives the body that follows. */
  send(body: Body): Body | PromiseLike<Body> {
    const head = this.#head!;
    const reply: Reply = { status: head.status, headers: head.headers, body };
    try {
      const revised = this.#revise(reply);
      if (!isThenable(revised)) return this.#forward(revised, head, body);
      return revised
        .then((settled) => this.#forward(settled, head, body))
        .then(undefined, (error: unknown) => this.#fail(error, body));
    } catch (error) {
      return this.#fail(error, body);
    }
  }

  /** Nobody gets the body to close it. */
  #fail(error: unknown, body: Body): never {
    contain(this.#environ, () => discard(this.#environ, body), undefined);
    throw error;
  }

  /** From now on nothing is held back. */
  letThrough(): void {
    this.#through = true;
  }

  #start(status: number, headers: HeaderList, error: unknown): void {
    const again = this.#attempted;
    this.#attempted = true;
    if (this.#through) return this.#startResponse(status, headers, error);
    if (again && (error === undefined || error === null)) throw new TsgiError(TSGI_START_TWICE);
    void new Head(status, headers); // throws where the server's own would
    this.#head = { status, headers: [...headers], error };
  }

  #settle(body: Body): Body | PromiseLike<Body> {
    if (isWhole(body) || typeof body !== "object" || Array.isArray(body)) {
      this.#through = true;
      return this.#head === undefined ? body : this.send(body);
    }
    if (body instanceof HostBody && body.mayBeWhole) return lookInto(body).then((seen) => this.#settle(seen));
    if (this.#head === undefined) return new RevisedBody(this, new Lookahead(body), undefined);
    const source = new Lookahead(body);
    const sent = this.send(source);
    if (!isThenable(sent)) return this.#follow(body, source, sent);
    return sent.then((out) => this.#follow(body, source, out));
  }

  /** The body that goes out for a stream: the stream itself where it stays as it is. */
  #follow(body: Body, source: Lookahead, out: Body): Body {
    if (out !== source && !isWhole(out)) return new RevisedBody(this, source, out);
    this.#through = true;
    return out === source ? body : out;
  }

  #forward(reply: Reply, head: HeldHead, body: Body): Body | PromiseLike<Body> {
    // While a promise was pending an error has replaced the head: it decides anew.
    if (this.#head !== head && reply.body === body) return this.send(body);
    this.#head = undefined;
    this.#startResponse(reply.status, reply.headers, head.error);
    return reply.body;
  }
}

/** What follows a head that is decided with the first chunk, or that may still be replaced until then. */
class RevisedBody implements AsyncIterable<Chunk>, AsyncIterator<Chunk, undefined> {
  readonly #revision: Revision;
  readonly #source: Lookahead;
  #body: Body | undefined;
  #out: BodySource | undefined = undefined;

  constructor(revision: Revision, source: Lookahead, body: Body | undefined) {
    this.#revision = revision;
    this.#source = source;
    this.#body = body;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    this.#out ??= await this.#begin();
    return (await this.#out.next()) as IteratorResult<Chunk, undefined>;
  }

  async return(): Promise<IteratorResult<Chunk, undefined>> {
    try {
      await this.#out?.closeAndWait();
    } finally {
      await this.#source.close();
    }
    return { done: true, value: undefined };
  }

  async #begin(): Promise<BodySource> {
    await this.#source.look();
    // A head that came since, by the first step or in place of another, decides anew.
    if (this.#revision.holds) this.#body = await this.#revision.send(this.#source);
    this.#revision.letThrough();
    const body = this.#body === undefined ? this.#source : this.#body;
    return new BodySource(isWhole(body) ? (body === null ? [] : [body]) : body);
  }
}
