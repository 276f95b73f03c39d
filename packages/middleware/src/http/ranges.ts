/** Bytes of a content, the first and the last one included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** More ranges than a client has use for are a way to make a server work (RFC 9110, 14.2 and 17.15). */
const MOST = 16;

/**
 * Reads Range (RFC 9110, 14.1.2): the ranges that the content has, in the order asked for; none where it has none of them.
 * Undefined where the field is to be ignored: another unit, malformed, or ranges that are too many, or too much together.
 * Never throws.
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
