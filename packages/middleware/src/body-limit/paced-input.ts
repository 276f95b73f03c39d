import { TsgiError, type Environ, type Input } from "@tsgi/core";
import { TSGI_INPUT_TOO_SLOW } from "@tsgi/core/errors";
import { BaseInput, collectChunks } from "@tsgi/core/server";
import { LimitedInput } from "./limited-input.ts";
import { anInteger, type Check } from "../shared/options.ts";

/** Limits how slowly a client may send. */
export interface PaceOptions {
  /** Maximum time without a byte, in milliseconds; 0 for no limit. Default: 30,000. */
  readonly idleTimeout?: number;
  /** Minimum rate in bytes per second, after the first 30 seconds; 0 for no limit. Default: 500. */
  readonly minRate?: number;
}

export const paceChecks: Readonly<Record<keyof PaceOptions, Check>> = {
  idleTimeout: /* @__PURE__ */ anInteger(0, 2_147_483_647),
  minRate: /* @__PURE__ */ anInteger(0),
};

/** Milliseconds before the rate counts. */
const START = 30_000;
/** Bytes that fit into one packet. */
const SEGMENT = 1400;
/** A timer that is set to more fires at once. */
const LONGEST = 2_147_483_647;

/** Counts only the time spent waiting for the client: an application may read as slowly as it likes. */
export class Pace {
  readonly #idle: number;
  readonly #rate: number;

  constructor({ idleTimeout = 30_000, minRate = 500 }: PaceOptions) {
    this.#idle = idleTimeout === 0 ? LONGEST : idleTimeout;
    this.#rate = minRate;
  }

  /** False if there is no limit. */
  get isLimited(): boolean {
    return this.#idle !== LONGEST || this.#rate !== 0;
  }

  /** Returns the milliseconds until the client's next bytes must arrive. */
  left(received: number, waited: number): number {
    const most = this.#rate === 0 ? LONGEST : START + (received / this.#rate) * 1000 - waited;
    return Math.max(0, Math.min(this.#idle, most));
  }
}

/**
 * A request body that fails with TSGI_INPUT_TOO_SLOW if the client is too slow. The host's input is created when this one
 * is read.
 */
export class PacedInput extends BaseInput {
  readonly #environ: Environ;
  readonly #pace: Pace;
  readonly #most: number | undefined;

  /** @param most maximum size in bytes of a body without a length; undefined if the length was checked */
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
    // A body in one packet arrives at once or not at all: the host's fastest way is enough.
    if (contentLength <= SEGMENT) return within(input.bytes({ limit }), this.#pace.left(0, 0));
    if (contentLength < Infinity && contentLength > limit) return input.bytes({ limit }); // rejects it
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
          // An iterator that waits for its source may not be able to end: do not wait for it.
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
