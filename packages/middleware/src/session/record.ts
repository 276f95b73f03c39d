/** A stored session. */
export interface SessionRecord {
  /** When it expires, in seconds since the epoch. */
  readonly expires: number;
  readonly values: readonly (readonly [name: string, value: unknown])[];
  /** The secret of the CSRF tokens; generated on first use. */
  readonly csrf: string | undefined;
}

/** Stores sessions. `handle` is the value of the cookie. */
export interface SessionKeeper {
  /** Returns a session; undefined if it does not exist, has expired, or was never issued. */
  load(handle: string): Promise<SessionRecord | undefined>;
  /**
   * Saves a session, and returns the handle to set; `handle` is its current one, undefined for a new session. Returns
   * undefined if the session has ended meanwhile: the logout of another request must not be undone.
   */
  save(record: SessionRecord, handle: string | undefined): Promise<string | undefined>;
  remove(handle: string): Promise<void>;
}

/** Reads a record; undefined if it is invalid or expired. */
export function readRecord(value: unknown, now: number = Date.now()): SessionRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { expires, values, csrf } = value as Partial<SessionRecord>;
  if (typeof expires !== "number" || !(expires * 1000 > now)) return undefined;
  // A store may hold anything under a key: an unknown value is not a session.
  if (!Array.isArray(values) || !values.every(isValue)) return undefined;
  return { expires, values, csrf: typeof csrf === "string" ? csrf : undefined };
}

function isValue(pair: unknown): boolean {
  return Array.isArray(pair) && typeof pair[0] === "string";
}
