import { asApplication } from "./as-application.ts";
import { withLifecycle } from "./_lifecycle.ts";
import { PrimedBody } from "./_prime.ts";
import { BodySource } from "./_source.ts";
import { isThenable } from "./_values.ts";
import { isWhole } from "./body.ts";
import type { Environ } from "./environ.ts";
import { TsgiError } from "./errors.ts";
import type { Application, ApplicationLike, Body, StartResponse } from "./types.ts";

/** How {@link cascade} tells that an application has no answer. */
export interface CascadeOptions {
  /** Statuses that send the request on to the next application. Default: 404 and 405. */
  readonly skip?: readonly number[];
}

/**
 * Asks applications one after another until one answers with a status that is not to be skipped; the last one's answer
 * stands as it is. Each sees the request as it came, whatever one before has rewritten, and the body of a skipped
 * answer is closed. The request body is there once: an application that reads it should be the last that needs it.
 *
 * @example
 * const app = cascade([staticFiles, shop]);
 */
export function cascade(applications: readonly ApplicationLike[], options: CascadeOptions = {}): Application {
  const apps = applications.map(asApplication);
  if (apps.length === 0) throw new TsgiError("TSGI_APPLICATION_INVALID", "an empty cascade");
  const skip = new Set(options.skip ?? [404, 405]);
  const ask = (index: number, environ: Environ, startResponse: StartResponse): Body | PromiseLike<Body> => {
    const app = apps[index]!;
    if (index === apps.length - 1) return app(environ, startResponse);
    const attempt = new Attempt(startResponse, skip);
    const next = (): Body | PromiseLike<Body> => ask(index + 1, environ, startResponse);
    const body = app(environ.derive(), attempt.startResponse);
    return isThenable(body)
      ? body.then((settled) => attempt.settle(settled, next))
      : attempt.settle(body, next);
  };
  return withLifecycle((environ, startResponse) => ask(0, environ, startResponse), apps);
}

/** One application's turn: its head is held back when it means that the next one is asked. */
class Attempt {
  readonly startResponse: StartResponse;
  #skipped = false;
  #answered = false;

  constructor(startResponse: StartResponse, skip: ReadonlySet<number>) {
    this.startResponse = (status, headers, error) => {
      if (this.#answered) return startResponse(status, headers, error);
      if (this.#skipped && (error === undefined || error === null)) throw new TsgiError("TSGI_START_TWICE");
      this.#skipped = skip.has(status);
      if (this.#skipped) return;
      this.#answered = true;
      startResponse(status, headers, error);
    };
  }

  settle(body: Body, next: () => Body | PromiseLike<Body>): Body | PromiseLike<Body> {
    if (isWhole(body)) return this.#skipped ? next() : body;
    if (this.#answered) return body;
    if (this.#skipped) return closeThen(body, next);
    const primed = new PrimedBody(body);
    const begun = primed.begin(() => this.#skipped || this.#answered);
    const decide = (): Body | PromiseLike<Body> => (this.#skipped ? primed.close().then(next) : primed);
    return isThenable(begun) ? begun.then(decide) : decide();
  }
}

function closeThen(body: Body, next: () => Body | PromiseLike<Body>): PromiseLike<Body> | Body {
  return new BodySource(body).closeAndWait().then(next);
}
