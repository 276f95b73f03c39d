/** One element of a field such as Accept. */
export interface Weighted {
  /** In lower case, without parameters. */
  readonly value: string;
  /** 0 to 1. */
  readonly weight: number;
}

/** More elements than any client sends are not looked at. */
const MOST = 64;

/** Reads a comma-separated field with weights (RFC 9110, 12.4.2). What is malformed counts as not there; never throws. */
export function weightedList(field: string | undefined): Weighted[] {
  const list: Weighted[] = [];
  // Empty elements count for nothing (RFC 9110, 5.6.1), not even as one of so many.
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

/** The weight of a media type: of the element that names it most closely (RFC 9110, 12.5.1). 0 where none does. */
export function weightOfType(accepted: readonly Weighted[], type: string): number {
  const range = `${type.slice(0, type.indexOf("/"))}/*`;
  for (const wanted of [type, range, "*/*"]) {
    const found = accepted.find(({ value }) => value === wanted);
    if (found) return found.weight;
  }
  return 0;
}
