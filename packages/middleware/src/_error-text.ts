/** How many causes are told: a cause may lead back to itself. */
const MOST_CAUSES = 8;

/**
 * Looks at something that an application threw. Each look may fail: at a getter, at `toString`, at a Proxy. Then the other
 * value stands, so that an error cannot take the answer, the log line or the process with it.
 */
export function safely<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** Returns an error with its stack and its causes, for the log. Never throws. */
export function describeError(error: unknown, depth = 0): string {
  return safely(() => describe(error, depth), "an error that cannot be shown");
}

function describe(error: unknown, depth: number): string {
  if (!(error instanceof Error)) return typeof error === "string" ? JSON.stringify(error) : String(error);
  const own = String(safely(() => error.stack, undefined) ?? titleOf(error));
  const cause = safely(() => error.cause, undefined);
  if (cause === undefined || depth === MOST_CAUSES) return own;
  return `${own}\n  caused by: ${describeError(cause, depth + 1)}`;
}

/** Returns name and message of an error, or the text of any other value. Never throws. */
export function titleOf(error: unknown): string {
  return safely(
    () => (error instanceof Error ? `${error.name}: ${error.message}` : describeError(error)),
    "an error that cannot be shown",
  );
}
