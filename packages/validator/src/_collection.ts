/** Ends the watch: the body was closed, or its end was seen. */
export interface CollectionWatch {
  stop(): void;
}

interface Watched {
  /** Must not hold the body. */
  readonly collected: () => void;
}

/** Not every host has one. */
const registry =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Watched>(({ collected }) => collected());

/** Calls back when a body is garbage-collected while it is watched. Best effort: a process may end before. */
export function watchCollection(body: object, collected: () => void): CollectionWatch {
  const token: Watched = { collected };
  registry?.register(body, token, token);
  return { stop: () => void registry?.unregister(token) };
}
