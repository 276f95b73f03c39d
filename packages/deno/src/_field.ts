/** Deno's own record of a request. */
interface Inner {
  header(name: string): string | null;
}

type Slots = Readonly<Record<symbol, unknown>>;

/** Where a Request of Deno's keeps its record; null where it has none that we know. */
let slot: symbol | null | undefined;

/**
 * One header field of a request that has just come. Once somebody has asked for `request.headers`, Deno copies all fields
 * when the response ends, for those who read them later: a fifth of what a small answer costs. Its record of the request
 * tells of one field without that. No documented way leads there, so Headers are asked where it is not as expected.
 */
export function fieldOf(request: Request, name: string): string | null {
  const slots = request as unknown as Slots;
  if (slot === undefined)
    slot = Object.getOwnPropertySymbols(request).find((key) => hasFields(slots[key])) ?? null;
  const inner = slot === null ? undefined : slots[slot];
  if (!hasFields(inner)) return request.headers.get(name);
  try {
    return inner.header(name);
  } catch {
    return request.headers.get(name); // the request is closed: Headers may have a copy
  }
}

function hasFields(value: unknown): value is Inner {
  return (
    typeof value === "object" && value !== null && typeof (value as Partial<Inner>).header === "function"
  );
}
