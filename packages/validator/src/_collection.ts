/** Ends the watch: the body was closed, or reached its end. */
export interface CollectionWatch {
  stop(): void;
}

interface Watched {
  /** Must not reference the body. */
  readonly collected: () => void;
}

/** Undefined on hosts without FinalizationRegistry. */
const registry =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Watched>(({ collected }) => collected());

/** Calls back when a watched body is garbage-collected. Best effort: the process may end first. */
export function watchCollection(body: object, collected: () => void): CollectionWatch {
  const token: Watched = { collected };
  registry?.register(body, token, token);
  return { stop: () => void registry?.unregister(token) };
}
