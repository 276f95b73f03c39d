/** What sends the events of `/events` to everyone who listens, in the process of the server. */
import { OPENING } from "../scenarios/_payload.ts";

type Listener = (event: string) => void;

const listeners = new Set<Listener>();
let count = 0;

/** Begins with the first event at once. @returns what ends it */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  listener(OPENING);
  return () => void listeners.delete(listener);
}

/** Sends one event to each listener, as a real one would be: a number and the time. */
export function publish(): void {
  count++;
  const event = `id: ${count}\ndata: {"count":${count},"at":"${new Date().toISOString()}"}\n\n`;
  for (const listener of listeners) listener(event);
}

/** How many listen. */
export function listening(): number {
  return listeners.size;
}

/** The events as an iterator, for those who pull. */
export function subscribe(): AsyncIterableIterator<string> {
  const waiting: string[] = [];
  let wake: ((result: IteratorResult<string>) => void) | undefined;
  const stop = listen((event) => {
    if (wake === undefined) waiting.push(event);
    else {
      wake({ value: event, done: false });
      wake = undefined;
    }
  });
  return {
    next() {
      const value = waiting.shift();
      if (value !== undefined) return Promise.resolve({ value, done: false });
      return new Promise((resolve) => (wake = resolve));
    },
    return() {
      stop();
      wake?.({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
