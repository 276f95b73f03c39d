import { asApplication, type Application, type Body, type Chunk } from "../src/index.ts";

/** Answers with 200 and a body. */
export function answer(body: Body, headers: [string, string][] = [], status = 200): Application {
  return (_environ, startResponse) => {
    startResponse(status, headers);
    return body;
  };
}

/** An application that notes when it is started and stopped. */
export function noting(name: string, calls: string[], fail = false): Application {
  return asApplication({
    handle: answer(name),
    startup() {
      if (fail) throw new Error(`${name} fails`);
      calls.push(`${name} up`);
    },
    shutdown: () => void calls.push(`${name} down`),
  });
}

type Step = Chunk | Error;

/** A synchronous body that counts how often it was pulled and closed. An Error among its steps is thrown. */
export class CountingBody implements IterableIterator<Chunk> {
  pulled = 0;
  closed = 0;
  readonly #steps: Iterator<Step>;

  constructor(steps: Iterable<Step>) {
    this.#steps = steps[Symbol.iterator]();
  }
  [Symbol.iterator](): this {
    return this;
  }
  next(): IteratorResult<Chunk> {
    this.pulled++;
    const step = this.#steps.next();
    if (step.value instanceof Error) throw step.value;
    return step as IteratorResult<Chunk>;
  }
  return(): IteratorResult<Chunk> {
    this.closed++;
    return { done: true, value: undefined };
  }
}

/** The same, with every step as a promise. */
export class AsyncCountingBody implements AsyncIterableIterator<Chunk> {
  readonly #inner: CountingBody;

  constructor(steps: Iterable<Step>) {
    this.#inner = new CountingBody(steps);
  }
  get pulled(): number {
    return this.#inner.pulled;
  }
  get closed(): number {
    return this.#inner.closed;
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  async next(): Promise<IteratorResult<Chunk>> {
    return this.#inner.next();
  }
  async return(): Promise<IteratorResult<Chunk>> {
    return this.#inner.return();
  }
}

/** An asynchronous body whose every step the test resolves by hand. */
export class HandBody implements AsyncIterableIterator<Chunk> {
  pulled = 0;
  closed = 0;
  #pending: PromiseWithResolvers<IteratorResult<Chunk>> | undefined = undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }
  next(): Promise<IteratorResult<Chunk>> {
    this.pulled++;
    this.#pending = deferred();
    return this.#pending.promise;
  }
  async return(): Promise<IteratorResult<Chunk>> {
    this.closed++;
    return { done: true, value: undefined };
  }
  give(chunk: Chunk): void {
    this.#pending!.resolve({ done: false, value: chunk });
  }
  finish(): void {
    this.#pending!.resolve({ done: true, value: undefined });
  }
  fail(error: unknown): void {
    this.#pending!.reject(error);
  }
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** A promise that the test settles by hand. */
export function deferred<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Throws when any property is read that is not among those named. */
export function onlyWith<T extends object>(target: T, names: readonly PropertyKey[]): T {
  return new Proxy(target, {
    get(inner, name) {
      if (!names.includes(name)) throw new Error(`read ${String(name)}`);
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
}
