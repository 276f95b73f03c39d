import { TsgiError, type Environ, type Input } from "@tsgi/core";
import { TSGI_INPUT_TOO_SLOW } from "@tsgi/core/errors";
import { BaseInput } from "@tsgi/core/server";
import { collectChunks } from "../shared/collect.ts";
import { LimitedInput } from "./limited-input.ts";
import { anInteger, type Check } from "../shared/options.ts";

/** How slowly a client may send. */
export interface PaceOptions {
  /** Longest time without a byte, in milliseconds; 0 for any. Default: 30,000. */
  readonly idleTimeout?: number;
  /** Least bytes a second, after 30 seconds for the start; 0 for any. Default: 500. */
  readonly minRate?: number;
}

export const paceChecks: Readonly<Record<keyof PaceOptions, Check>> = {
  idleTimeout: /* @__PURE__ */ anInteger(0, 2_147_483_647),
  minRate: /* @__PURE__ */ anInteger(0),
};

/** Milliseconds that a client has for the start before a rate counts. */
const START = 30_000;
/** Bytes that fit into one packet. */
const SEGMENT = 1400;
/** A timer that is set for longer fires at once. */
const LONGEST = 2_147_483_647;

/** Only the time that is spent on waiting for the client counts: an application may read as slowly as it likes. */
export class Pace {
  readonly #idle: number;
  readonly #rate: number;

  constructor({ idleTimeout = 30_000, minRate = 500 }: PaceOptions) {
    this.#idle = idleTimeout === 0 ? LONGEST : idleTimeout;
    this.#rate = minRate;
  }

  /** False where a client may send as slowly as it likes. */
  get isLimited(): boolean {
    return this.#idle !== LONGEST || this.#rate !== 0;
  }

  /** Milliseconds that a client may let wait for its next bytes. */
  left(received: number, waited: number): number {
    const most = this.#rate === 0 ? LONGEST : START + (received / this.#rate) * 1000 - waited;
    return Math.max(0, Math.min(this.#idle, most));
  }
}

/** A request body that ends with TSGI_INPUT_TOO_SLOW where the client falls behind. The host makes its own when it is read. */
export class PacedInput extends BaseInput {
  readonly #environ: Environ;
  readonly #pace: Pace;
  readonly #most: number | undefined;

  /** @param most bytes that a body without a length may have; undefined where its length was checked */
  constructor(environ: Environ, pace: Pace, most: number | undefined) {
    super();
    this.#environ = environ;
    this.#pace = pace;
    this.#most = most;
  }

  get #input(): Input {
    return this.#most === undefined ? this.#environ.input : new LimitedInput(this.#environ, this.#most);
  }

  protected override collect(limit: number): Promise<Uint8Array> {
    const { contentLength = Infinity } = this.#environ;
    const input = this.#input;
    // What is sent in one piece comes at once or not at all: the host's shortest way will do.
    if (contentLength <= SEGMENT) return within(input.bytes({ limit }), this.#pace.left(0, 0));
    if (contentLength < Infinity && contentLength > limit) return input.bytes({ limit }); // which refuses it
    return collectChunks(this.chunks(), limit);
  }

  protected override chunks(): AsyncIterator<Uint8Array> {
    const chunks = this.#input[Symbol.asyncIterator]();
    let received = 0;
    let waited = 0;
    let isOver = false;
    return {
      next: async () => {
        if (isOver) return { done: true, value: undefined };
        const start = performance.now();
        try {
          const step = await within(chunks.next(), this.#pace.left(received, waited));
          waited += performance.now() - start;
          received += step.value?.length ?? 0;
          return step;
        } catch (error) {
          isOver = true;
          // An iterator that waits for its source may not be able to end: nobody waits for it.
          void Promise.resolve(chunks.return?.()).catch(() => {});
          throw error;
        }
      },
      return: async () => {
        isOver = true;
        await chunks.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}

function within<T>(work: Promise<T>, time: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new TsgiError(TSGI_INPUT_TOO_SLOW));
    const timer = setTimeout(late, time);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
