/** A range of bytes, first and last inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Maximum number of ranges: more are a way to overload a server (RFC 9110, 14.2 and 17.15). */
const MOST = 16;

/**
 * Parses Range (RFC 9110, 14.1.2): returns the satisfiable ranges in the order requested; an empty array if none is.
 * Undefined if the field must be ignored: another unit, malformed, or ranges that are too many or too large together. Never
 * throws.
 *
 * @param size of the content in bytes
 */
export function parseRange(field: string, size: number): ByteRange[] | undefined {
  const [, set] = /^bytes\s*=(.*)$/i.exec(field.trim()) ?? [];
  if (set === undefined) return undefined;
  const specs = set
    .split(",")
    .map((spec) => spec.trim())
    .filter((spec) => spec !== "");
  if (specs.length === 0 || specs.length > MOST) return undefined;
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const [, from, to] = /^(\d{0,15})-(\d{0,15})$/.exec(spec) ?? [];
    if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
    if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
    const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
    const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
    if (first <= last && first < size) ranges.push({ first, last });
  }
  const total = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return total > size ? undefined : ranges;
}
