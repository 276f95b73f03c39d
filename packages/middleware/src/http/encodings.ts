import { weightedList } from "./accept.ts";

/**
 * Selects the coding to apply from those offered, in order of preference; undefined for none (RFC 9110, 12.5.3). If the
 * client weighs two equally, the one offered first wins.
 *
 * @param field Accept-Encoding; undefined if it was not sent, and then no coding is applied
 */
export function chooseEncoding<T extends string>(
  field: string | undefined,
  offered: readonly T[],
): T | undefined {
  const accepted = new Map(weightedList(field).map(({ value, weight }) => [canonical(value), weight]));
  const others = accepted.get("*") ?? 0;
  let best: T | undefined;
  let bestWeight = 0;
  for (const encoding of offered) {
    const weight = accepted.get(encoding) ?? others;
    if (weight > bestWeight) [best, bestWeight] = [encoding, weight];
  }
  const identity = accepted.get("identity");
  return identity !== undefined && identity > bestWeight ? undefined : best;
}

function canonical(name: string): string {
  return name === "x-gzip" ? "gzip" : name; // RFC 9110, 8.4.1.3
}
