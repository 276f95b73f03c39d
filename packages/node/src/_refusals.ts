import type { Fields } from "./_node-pair-parts.ts";
import { checkFields, isPipedTo, reopenHead, type PairResponse } from "./_node-pair-response.ts";
import { onUnhandled } from "./_unhandled.ts";

/** An error handler's answer may be refused as well, for a field that it has left; that of the framework follows it. */
const MOST_REFUSALS = 3;

/** Whose heads are refused. */
interface Refused {
  readonly response: PairResponse;
  fail(error: unknown): void;
}

/** The heads of one response that startResponse did not take. */
export class Refusals {
  readonly #pair: Refused;
  readonly #method: string;
  #count = 0;
  /** Why it did not take the last one. */
  reason: unknown = undefined;

  constructor(pair: Refused, method: string) {
    this.#pair = pair;
    this.#method = method;
  }

  /**
   * Throws for the listener to answer by another head, unless a stream writes, which cannot, or each that it tried was
   * refused. What none above catches fails the request, and not the process: Node would have taken this head.
   *
   * @param isRunning true while what the listener throws comes to its caller
   */
  take(error: unknown, fields: Fields, isRunning: boolean): void {
    const pair = this.#pair;
    this.reason = error;
    reopenHead(pair.response, this.#method);
    checkFields(fields);
    if (++this.#count === MOST_REFUSALS || isPipedTo(pair.response)) return pair.fail(error);
    if (!isRunning) onUnhandled(error, () => pair.fail(error));
    throw error;
  }
}
