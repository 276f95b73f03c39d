import { onUnhandled } from "../_unhandled.ts";
import { checkFields, isPipedTo, reopenHead, type FakeResponse } from "./fake-response.ts";
import type { Fields } from "./fields.ts";

/** An error handler's head may be refused as well, for a field that is left from before; the framework's own follows it. */
const MAX_REFUSALS = 3;

/** The call whose heads are refused. */
interface Refused {
  readonly response: FakeResponse;
  fail(error: unknown): void;
}

/** The heads of one response that startResponse rejected. */
export class RefusedHeads {
  readonly #call: Refused;
  readonly #method: string;
  #count = 0;
  /** The error of the last one. */
  reason: unknown = undefined;

  constructor(call: Refused, method: string) {
    this.#call = call;
    this.#method = method;
  }

  /**
   * Throws, so that the listener can respond with another head; fails the request if a stream writes, which cannot, or if
   * every head so far was refused. An error that nothing above catches fails the request, not the process: Node would have
   * accepted this head.
   *
   * @param isRunning true while what the listener throws reaches its caller
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
