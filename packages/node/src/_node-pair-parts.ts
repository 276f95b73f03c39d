/** Pairs of name and value, as they stand. */
export type Fields = (readonly [name: string, value: string])[];

/** What Node calls back when a chunk is taken. */
export type Callback = (error?: Error | null) => void;

/** Whoever waits for something. */
export interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** RFC 9110, 7.6.1: what belongs to the connection is the server's. Listeners of Node's set it for theirs. */
const HOP_BY_HOP =
  /^(?:connection|keep-alive|proxy-(?:authenticate|authorization|connection)|te|trailers?|transfer-encoding|upgrade)$/i;

/**
 * The fields of a listener's head that are an application's to set.
 *
 * @param announce is told the names of the trailer fields that the head announces
 */
export function keptFields(status: number, fields: Fields, announce: (names: string[]) => void): Fields {
  const kept: Fields = [];
  // Node's response takes a length with these, and TSGI none (RFC 9110, 8.6).
  const isEmpty = status === 204 || status === 304;
  for (const field of fields) {
    const [name, value] = field;
    if (HOP_BY_HOP.test(name)) {
      if (name.toLowerCase() === "trailer") announce(value.split(",").map((one) => one.trim()));
    } else if (!isEmpty || name.toLowerCase() !== "content-length") {
      kept.push(field);
    }
  }
  return kept;
}
