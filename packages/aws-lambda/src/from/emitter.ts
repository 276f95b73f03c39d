// any: the event decides the arguments of its listener.
// oxlint-disable-next-line typescript/no-explicit-any
export type Listener = (...args: any[]) => void;

interface Entry {
  readonly listener: Listener;
  readonly once: boolean;
}

/** The part of Node's EventEmitter that a stream needs, for runtimes without node:events. */
export class Emitter {
  readonly #entries = new Map<string | symbol, Entry[]>();

  on(event: string | symbol, listener: Listener): this {
    return this.#add(event, { listener, once: false });
  }
  addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }
  once(event: string | symbol, listener: Listener): this {
    return this.#add(event, { listener, once: true });
  }
  prependListener(event: string | symbol, listener: Listener): this {
    return this.#add(event, { listener, once: false }, true);
  }
  prependOnceListener(event: string | symbol, listener: Listener): this {
    return this.#add(event, { listener, once: true }, true);
  }

  off(event: string | symbol, listener: Listener): this {
    const entries = this.#entries.get(event) ?? [];
    const at = entries.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) this.#entries.set(event, entries.toSpliced(at, 1));
    return this;
  }
  removeListener(event: string | symbol, listener: Listener): this {
    return this.off(event, listener);
  }
  removeAllListeners(event?: string | symbol): this {
    if (event === undefined) this.#entries.clear();
    else this.#entries.delete(event);
    return this;
  }

  listeners(event: string | symbol): Listener[] {
    return (this.#entries.get(event) ?? []).map(({ listener }) => listener);
  }
  rawListeners(event: string | symbol): Listener[] {
    return this.listeners(event);
  }
  listenerCount(event: string | symbol): number {
    return (this.#entries.get(event) ?? []).length;
  }
  eventNames(): (string | symbol)[] {
    return [...this.#entries].filter(([, entries]) => entries.length > 0).map(([event]) => event);
  }
  setMaxListeners(): this {
    return this;
  }
  getMaxListeners(): number {
    return 0;
  }

  /** Returns false if there is no listener. Unlike Node's, an `error` without a listener does not end the process. */
  emit(event: string | symbol, ...args: unknown[]): boolean {
    const entries = this.#entries.get(event) ?? [];
    for (const { listener, once } of entries) {
      if (once) this.off(event, listener);
      listener.apply(this, args);
    }
    return entries.length > 0;
  }

  #add(event: string | symbol, entry: Entry, first = false): this {
    const entries = this.#entries.get(event) ?? [];
    this.#entries.set(event, first ? [entry, ...entries] : [...entries, entry]);
    return this;
  }
}
