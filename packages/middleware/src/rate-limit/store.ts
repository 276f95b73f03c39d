import type { Check } from "../shared/options.ts";
import { HttpError } from "../http-error.ts";

/** The number of requests for a key in the current window, including this one, and in the previous one. */
export interface Hits {
  readonly current: number;
  readonly previous: number;
}

export const aCount: Check = {
  is: (value) =>
    Number.isSafeInteger((value as Hits | null | undefined)?.current) &&
    Number.isSafeInteger((value as Hits).previous) &&
    (value as Hits).current >= 1 &&
    (value as Hits).previous >= 0,
  must: "two counts, current of 1 or more and previous of 0 or more, by its increment",
};

/** Counts by key and window. */
export interface RateStore {
  /**
   * @param window the number of the current window; the previous one is `window - 1`
   * @param ttl seconds after which the count is no longer needed
   */
  increment(key: string, window: number, ttl: number): Hits | PromiseLike<Hits>;
}

/** Counts in this process: each process has its own limit. */
export class MemoryRateStore implements RateStore {
  readonly #most: number;
  #window = 0;
  #current = new Map<string, number>();
  #previous = new Map<string, number>();

  /** @param most maximum number of keys; above it the oldest are forgotten */
  constructor(most: number) {
    this.#most = most;
  }

  increment(key: string, window: number): Hits {
    if (window !== this.#window) {
      this.#previous = window === this.#window + 1 ? this.#current : new Map();
      this.#current = new Map();
      this.#window = window;
    }
    const current = (this.#current.get(key) ?? 0) + 1;
    this.#current.set(key, current);
    if (this.#current.size > this.#most) this.#current.delete(this.#current.keys().next().value!);
    return { current, previous: this.#previous.get(key) ?? 0 };
  }
}

/** Returns the result of the store, or rejects on timeout. */
export function within<T>(thenable: PromiseLike<T>, milliseconds: number): Promise<T> {
  const work = Promise.resolve(thenable);
  return new Promise((resolve, reject) => {
    const late = (): void =>
      reject(new HttpError(503, `the store of rateLimit() took more than ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
