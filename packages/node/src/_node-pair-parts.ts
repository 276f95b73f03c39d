import { hopByHopNames } from "@tsgi/core/server";

/** Pairs of name and value, as they stand. */
export type Fields = (readonly [name: string, value: string])[];

/** What Node calls back when a chunk is taken. */
export type Callback = (error?: Error | null) => void;

/** Whoever waits for something. */
export interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * The fields of a listener's head that are an application's to set: those of the connection, which Node's listeners set for
 * theirs, are the server's.
 *
 * @param announce is told the names of the trailer fields that the head announces
 */
export function keptFields(status: number, fields: Fields, announce: (names: string[]) => void): Fields {
  const kept: Fields = [];
  // Node's response takes a length with these, and TSGI none (RFC 9110, 8.6).
  const isEmpty = status === 204 || status === 304;
  for (const field of fields) {
    const key = field[0].toLowerCase();
    if (hopByHopNames.has(key)) {
      if (key === "trailer") announce(field[1].split(",").map((one) => one.trim()));
    } else if (!isEmpty || key !== "content-length") {
      kept.push(field);
    }
  }
  return kept;
}
