/** Names of items in the store: never anything that a client sent. */

/** Form of an id that {@link orderedId} made. */
export const ID_PATTERN: RegExp = /^[0-9a-f]{32}$/;

/** A new id, 32 hexadecimal digits: 48 bits of the time in milliseconds, so that ids sort by age, then 80 random bits. */
export function orderedId(now: number = Date.now()): string {
  return now.toString(16).padStart(12, "0") + randomHex(10);
}

/** Random bytes as hexadecimal digits. */
export function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
