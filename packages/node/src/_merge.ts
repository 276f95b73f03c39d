/**
 * For a response whose head others fill as well: tells whether the field at `index` of a flat list is added to those of
 * its name that are there, or takes their place. Set-Cookie and Vary are added, since each has a reason of its own, and so
 * are the application's own repetitions.
 */
export function isAddedTo(fields: readonly string[], index: number): boolean {
  const key = fields[index]!.toLowerCase();
  if (key === "vary" || key === "set-cookie") return true;
  for (let i = 0; i < index; i += 2) {
    if (fields[i]!.length === key.length && fields[i]!.toLowerCase() === key) return true;
  }
  return false;
}
