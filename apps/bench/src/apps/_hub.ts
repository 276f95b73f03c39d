/** Sends the events of `/events` to every listener, in the server's process. */
import { OPENING } from "../scenarios/_payload.ts";

type Listener = (event: string) => void;

const listeners = new Set<Listener>();
let count = 0;

/** Sends the first event at once. @returns a function that ends the subscription */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  listener(OPENING);
  return () => void listeners.delete(listener);
}

/** Sends one realistic event to each listener: a number and the time. */
export function publish(): void {
  count++;
  const event = `id: ${count}\ndata: {"count":${count},"at":"${new Date().toISOString()}"}\n\n`;
  for (const listener of listeners) listener(event);
}

/** Returns the number of listeners. */
export function listening(): number {
  return listeners.size;
}

/** Returns the events as an iterator, for applications that pull. */
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
