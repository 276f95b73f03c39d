import { asApplication } from "./as-application.ts";
import { Head } from "./server/head.ts";
import { withLifecycle } from "./lifecycle.ts";
import { PeekableBody } from "./peekable-body.ts";
import { BodySource } from "./server/body-source.ts";
import { isThenable, show } from "./values.ts";
import { isWhole } from "./body.ts";
import type { Environ } from "./environ.ts";
import { TSGI_APPLICATION_INVALID, TSGI_START_TWICE } from "./errors.ts";
import { checkOptions, type Check } from "./options.ts";
import { TsgiError } from "./tsgi-error.ts";
import type { Chunk, HeaderList } from "./message.ts";
import type { Application, ApplicationLike, Body, StartResponse } from "./types.ts";

/** Options of {@link cascade}. */
export interface CascadeOptions {
  /** Statuses that pass the request to the next application. Default: 404 and 405. */
  readonly skip?: readonly number[];
}

/**
 * Calls applications in order until one responds with a status that is not in `skip`; the response of the last one is always
 * sent. Each application sees the original request, whatever an earlier one has rewritten. The body of a skipped response is
 * closed. The request body can be read only once, so an application that reads it should come last.
 *
 * @example
 * const app = cascade([shop, maintenance]);
 */
export function cascade(applications: readonly ApplicationLike[], options: CascadeOptions = {}): Application {
  checkOptions("core/cascade", options, { skip: aListOfStatuses });
  if (!Array.isArray(applications)) throw new TsgiError(TSGI_APPLICATION_INVALID, show(applications));
  const apps = (applications as readonly ApplicationLike[]).map(asApplication);
  if (apps.length === 0) throw new TsgiError(TSGI_APPLICATION_INVALID, "an empty cascade");
  const skip = new Set(options.skip ?? [404, 405]);
  const ask = (index: number, environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body> => {
    const app = apps[index]!;
    if (index === apps.length - 1) return app(environ, startResponse);
    const attempt = new Attempt(startResponse, skip);
    const next: Next = () => ask(index + 1, environ, startResponse);
    const body = app(environ.derive(), attempt.startResponse);
    return isThenable(body)
      ? body.then((settled) => attempt.settle(settled, next))
      : attempt.settle(body, next);
  };
  return withLifecycle((environ, startResponse) => ask(0, environ, startResponse), apps);
}

const aListOfStatuses: Check = {
  is: (value) => Array.isArray(value) && value.every((status) => Number.isInteger(status)),
  must: "an array of statuses",
};

type Next = () => Body | PromiseLike<Body>;

/** One application's attempt: holds its head back if the status passes the request on. */
class Attempt {
  readonly startResponse: StartResponse;
  #skipped = false;
  #answered = false;
  #over = false;
  /** True once a chunk of a skipped response was taken, although it is dropped. */
  #sent = false;

  constructor(startResponse: StartResponse, skip: ReadonlySet<number>) {
    this.startResponse = (status, headers, error) => {
      if (this.#over) return this.#takeLate(status, headers, error);
      if (this.#answered) return startResponse(status, headers, error);
      if (this.#skipped && (error === undefined || error === null)) throw new TsgiError(TSGI_START_TWICE);
      this.#skipped = skip.has(status);
      if (this.#skipped) return void new Head(status, headers); // throws if the server's own would
      this.#answered = true;
      startResponse(status, headers, error);
    };
  }

  settle(body: Body, next: Next): Body | PromiseLike<Body> {
    if (this.#answered) return body;
    if (this.#skipped) {
      this.#sent = isHandedOver(body);
      return this.#giveUp(isWhole(body) ? undefined : new BodySource(body), next);
    }
    if (isWhole(body)) return body;
    const peekable = new PeekableBody(body);
    const peeking = peekable.peek(() => this.#skipped || this.#answered);
    const decide = (): Body | PromiseLike<Body> => {
      if (!this.#skipped) return peekable;
      this.#sent = peekable.holdsChunk;
      return this.#giveUp(peekable, next);
    };
    return isThenable(peeking) ? peeking.then(decide) : decide();
  }

  /** Treats a late startResponse as a server would, but drops the head: another application responds. */
  #takeLate(status: number, headers: HeaderList, error: unknown): void {
    if (error === undefined || error === null) throw new TsgiError(TSGI_START_TWICE);
    if (this.#sent) throw error;
    void new Head(status, headers); // throws if the server's own would
  }

  /** Closes the body, which is not sent, then calls the next application. This one can no longer change the response. */
  #giveUp(body: { closeAndWait(): unknown } | undefined, next: Next): Body | PromiseLike<Body> {
    this.#over = true;
    const closing = body?.closeAndWait();
    return isThenable(closing) ? closing.then(next) : next();
  }
}

/** True for a whole body that is not empty. */
function isHandedOver(body: Body): boolean {
  const chunks: readonly unknown[] = isWhole(body) ? [body] : Array.isArray(body) ? body : [];
  return chunks.some((chunk) => ((chunk as Chunk | null)?.length ?? 0) > 0);
}
