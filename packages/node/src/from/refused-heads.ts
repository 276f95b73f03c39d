import { onUnhandled } from "../serve/unhandled.ts";
import { checkFields, isPipedTo, reopenHead, type FakeResponse } from "./fake-response.ts";
import type { Fields } from "./fields.ts";

/**
 * Maximum rejected heads: an error handler's head may be rejected as well, for a field set before; then the framework's own
 * head follows.
 */
const MAX_REFUSALS = 3;

/** The call whose heads are rejected. */
interface Refused {
  readonly response: FakeResponse;
  fail(error: unknown): void;
}

/** The heads of one response that startResponse rejected. */
export class RefusedHeads {
  readonly #call: Refused;
  readonly #method: string;
  #count = 0;
  /** The error of the last head. */
  reason: unknown = undefined;

  constructor(call: Refused, method: string) {
    this.#call = call;
    this.#method = method;
  }

  /**
   * Throws, so that the listener can respond with another head; fails the request if a stream writes, which cannot do so, or
   * if too many heads were rejected. An uncaught error fails the request, not the process: Node would have accepted this
   * head.
   *
   * @param isRunning true while exceptions of the listener reach its caller
   */
  take(error: unknown, fields: Fields, isRunning: boolean): void {
    const call = this.#call;
    this.reason = error;
    reopenHead(call.response, this.#method);
    checkFields(fields);
    if (++this.#count === MAX_REFUSALS || isPipedTo(call.response)) return call.fail(error);
    if (!isRunning) onUnhandled(error, () => call.fail(error));
    throw error;
  }
}
