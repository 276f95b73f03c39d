import type { Check } from "../shared/options.ts";
import { HttpError } from "../http-error.ts";

/** How often a key was seen in the window that runs, this time included, and in the one before. */
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
   * @param window the number of the window that runs; the one before is `window - 1`
   * @param ttl seconds after which the count is of no use any more
   */
  increment(key: string, window: number, ttl: number): Hits | PromiseLike<Hits>;
}

/** Counts in this process: a limit then holds for each process by itself. */
export class MemoryRateStore implements RateStore {
  readonly #most: number;
  #window = 0;
  #current = new Map<string, number>();
  #previous = new Map<string, number>();

  /** @param most how many keys are kept; of more the oldest are forgotten */
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

/** What the store answers, while there is time. */
export function within<T>(thenable: PromiseLike<T>, milliseconds: number): Promise<T> {
  const work = Promise.resolve(thenable);
  return new Promise((resolve, reject) => {
    const late = (): void =>
      reject(new HttpError(503, `the store of rateLimit() took more than ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
