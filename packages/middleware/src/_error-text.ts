/** How many causes are told: a cause may lead back to itself. */
const MOST_CAUSES = 8;

/** An error with its stack and its causes, for the log. */
export function describeError(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return typeof error === "string" ? JSON.stringify(error) : String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined || depth === MOST_CAUSES) return own;
  return `${own}\n  caused by: ${describeError(error.cause, depth + 1)}`;
}
