/** A session as it is kept. */
export interface SessionRecord {
  /** When it ends, seconds since the epoch. */
  readonly expires: number;
  readonly values: readonly (readonly [name: string, value: unknown])[];
  /** The secret behind the CSRF tokens; made when first asked for. */
  readonly csrf: string | undefined;
}

/** Keeps sessions in one place or another. `handle` is what the cookie holds. */
export interface SessionKeeper {
  /** Undefined for one that is not there, is over, or was never given out. */
  load(handle: string): Promise<SessionRecord | undefined>;
  /**
   * Gives the handle to set; `handle` is the one that it has, undefined for a new one. Undefined when the session has ended
   * meanwhile: another request's logout must not be undone.
   */
  save(record: SessionRecord, handle: string | undefined): Promise<string | undefined>;
  remove(handle: string): Promise<void>;
}

/** Undefined for what is no record, or is over. */
export function readRecord(value: unknown, now: number = Date.now()): SessionRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { expires, values, csrf } = value as Partial<SessionRecord>;
  if (typeof expires !== "number" || !(expires * 1000 > now)) return undefined;
  // A store may hold anything under a key: what is none of ours is no session.
  if (!Array.isArray(values) || !values.every(isValue)) return undefined;
  return { expires, values, csrf: typeof csrf === "string" ? csrf : undefined };
}

function isValue(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[0] === "string";
}
