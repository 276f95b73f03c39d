/** One element of a field such as Accept. */
export interface Weighted {
  /** The value in lower case, without parameters. */
  readonly value: string;
  /** The weight: 0 to 1. */
  readonly weight: number;
}

/** Maximum number of elements that are read: more than any client sends. */
const MOST = 64;

/** Parses a comma-separated field with weights (RFC 9110, 12.4.2). Malformed elements are ignored; never throws. */
export function weightedList(field: string | undefined): Weighted[] {
  const list: Weighted[] = [];
  // Empty elements are ignored (RFC 9110, 5.6.1), also in the count.
  const elements = (field ?? "").split(",").filter((element) => element.trim() !== "");
  for (const element of elements.slice(0, MOST)) {
    const [name = "", ...parameters] = element.split(";");
    const value = name.trim().toLowerCase();
    const weight = weightIn(parameters);
    if (value !== "" && weight !== undefined) list.push({ value, weight });
  }
  return list;
}

function weightIn(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const [, text] = /^\s*q\s*=(.*)$/i.exec(parameter) ?? [];
    if (text !== undefined)
      return /^\s*(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/.test(text) ? Number(text) : undefined;
  }
  return 1;
}

/** Returns the weight of a media type: that of the most specific match (RFC 9110, 12.5.1). 0 if there is none. */
export function weightOfType(accepted: readonly Weighted[], type: string): number {
  const range = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const wanted of [type, range, "*/*"]) {
    const found = accepted.find(({ value }) => value === wanted);
    if (found) return found.weight;
  }
  return 0;
}
