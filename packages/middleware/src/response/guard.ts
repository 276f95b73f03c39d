import {
  HostBody,
  isWhole,
  type Application,
  type Body,
  type Chunk,
  type Environ,
  type StartResponse,
} from "@tsgi/core";
import { BodySource, isThenable, ownBody } from "@tsgi/core/server";

type Step = IteratorResult<Chunk, unknown>;
type Answer = Body | PromiseLike<Body>;

/**
 * Answers an error in place of the application. It calls startResponse with the error, or throws the error on. It is asked
 * only while nothing has been sent.
 */
export type AnswerError = (error: unknown) => Answer;

/**
 * Runs an application and traps what it throws: when called, by promise, or as a streamed body before its first chunk.
 * Whole bodies, arrays, bodies that a host made and ReadableStreams are handed on as they are.
 */
export function guard(
  app: Application,
  environ: Environ,
  startResponse: StartResponse,
  answer: AnswerError,
): Answer {
  try {
    // A startResponse of its own: a listener of node:http that got the server's own objects would fail behind our back.
    const body = app(environ, (status, headers, error) => startResponse(status, headers, error));
    return isThenable(body)
      ? Promise.resolve(body).then((settled) => watch(settled, answer), answer)
      : watch(body, answer);
  } catch (error) {
    return answer(error);
  }
}

function watch(body: Body, answer: AnswerError): Body {
  if (typeof body !== "object" || isWhole(body) || Array.isArray(body)) return body;
  if (body instanceof HostBody || body instanceof ReadableStream) return body;
  ownBody(body);
  return { [Symbol.asyncIterator]: () => new GuardedBody(body, answer) as unknown as AsyncIterator<Chunk> };
}

/** Steps that are there at once stay so. */
class GuardedBody {
  readonly #answer: AnswerError;
  readonly #source: BodySource;
  #rest: BodySource | undefined = undefined;
  #begun = false;

  constructor(body: unknown, answer: AnswerError) {
    this.#answer = answer;
    this.#source = new BodySource(body);
  }

  next(): Step | PromiseLike<Step> {
    if (this.#rest !== undefined) return this.#rest.next();
    try {
      const step = this.#source.next();
      if (!isThenable(step)) return this.#see(step);
      return step.then(
        (settled) => this.#see(settled),
        (error: unknown) => this.#replace(error),
      );
    } catch (error) {
      return this.#replace(error);
    }
  }

  async return(): Promise<Step> {
    try {
      await this.#source.closeAndWait();
    } finally {
      await this.#rest?.closeAndWait();
    }
    return { done: true, value: undefined };
  }

  #see(step: Step): Step {
    if (!step.done && (step.value as Chunk | null)?.length !== 0) this.#begun = true;
    return step;
  }

  #replace(error: unknown): Step | PromiseLike<Step> {
    if (this.#begun) throw error;
    this.#begun = true;
    const answer = this.#answer(error);
    return isThenable(answer) ? answer.then((body) => this.#continue(body)) : this.#continue(answer);
  }

  #continue(body: Body): Step | PromiseLike<Step> {
    this.#rest = new BodySource(isWhole(body) ? (body === null ? [] : [body]) : body);
    return this.#rest.next();
  }
}
