import {
  HostBody,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type StartResponse,
} from "@tsgi/core";
import { BodySource, isThenable, WrappedBody, type BodyStep } from "@tsgi/core/server";

type Result = Body | PromiseLike<Body>;

/**
 * Responds to an error in place of the application: calls startResponse with the error, or rethrows it. It is called only
 * while nothing has been sent.
 */
export type RespondToError = (error: unknown) => Result;

/**
 * Runs an application and catches what it throws: when called, by promise, or as a streamed body before its first chunk.
 * Whole bodies, arrays, bodies of a host and ReadableStreams are returned unchanged.
 */
export function guard(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  answer: RespondToError,
): Result {
  try {
    // A separate startResponse: with the server's own objects, a listener of node:http would fail unnoticed.
    const body = app(environ, (status, headers, error) => startResponse(status, headers, error));
    return isThenable(body)
      ? Promise.resolve(body).then((settled) => watch(settled, answer), answer)
      : watch(body, answer);
  } catch (error) {
    return answer(error);
  }
}

function watch(body: Body, answer: RespondToError): Body {
  if (typeof body !== "object" || isWhole(body) || Array.isArray(body)) return body;
  if (body instanceof HostBody || body instanceof ReadableStream) return body;
  return new GuardedBody(body, answer);
}

class GuardedBody extends WrappedBody {
  readonly #answer: RespondToError;
  #rest: BodySource | undefined = undefined;
  #begun = false;

  constructor(body: Body, answer: RespondToError) {
    super(body);
    this.#answer = answer;
  }

  override next(): BodyStep | PromiseLike<BodyStep> {
    if (this.#rest !== undefined) return this.#rest.next();
    try {
      const step = this.source.next();
      if (!isThenable(step)) return this.#see(step);
      return step.then(
        (settled) => this.#see(settled),
        (error: unknown) => this.#replace(error),
      );
    } catch (error) {
      return this.#replace(error);
    }
  }

  override async close(): Promise<void> {
    try {
      await this.source.closeAndWait();
    } finally {
      await this.#rest?.closeAndWait();
    }
  }

  #see(step: BodyStep): BodyStep {
    if (!step.done && (step.value as Chunk | null)?.length !== 0) this.#begun = true;
    return step;
  }

  #replace(error: unknown): BodyStep | PromiseLike<BodyStep> {
    if (this.#begun) throw error;
    this.#begun = true;
    const answer = this.#answer(error);
    return isThenable(answer) ? answer.then((body) => this.#continue(body)) : this.#continue(answer);
  }

  #continue(body: Body): BodyStep | PromiseLike<BodyStep> {
    this.#rest = new BodySource(isWhole(body) ? (body === null ? [] : [body]) : body);
    return this.#rest.next();
  }
}
