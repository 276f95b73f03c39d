import { hopByHopNames } from "@tsgi/core/server";

/** Header fields: pairs of name and value. */
export type Fields = (readonly [name: string, value: string])[];

/**
 * Returns the fields of a listener's head that an application may set. Those of the connection, which Node's listeners also
 * set, belong to the server.
 *
 * @param announce is called with the names of the trailer fields that the head announces
 */
export function applicationFields(
  status: number,
  fields: Fields,
  announce: (names: string[]) => void,
): Fields {
  const kept: Fields = [];
  // Node's response accepts a length with these statuses, TSGI does not (RFC 9110, 8.6).
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
