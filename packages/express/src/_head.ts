/** Fields of which a response may have several, each with a reason of its own: those set before are kept. */
const ADDITIVE = new Set(["set-cookie", "vary"]);

/**
 * Tells whether the field at `index` of a flat list is added to those of its name that are there, or takes their place.
 * The application's own repetitions are always added.
 */
export function isAddedTo(fields: readonly string[], index: number): boolean {
  const key = fields[index]!.toLowerCase();
  if (ADDITIVE.has(key)) return true;
  for (let i = 0; i < index; i += 2) {
    if (fields[i]!.length === key.length && fields[i]!.toLowerCase() === key) return true;
  }
  return false;
}
