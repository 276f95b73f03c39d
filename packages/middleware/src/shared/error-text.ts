import { describe } from "@tsgi/core/server";

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

/** Returns name and message of an error, or the text of any other value. Never throws. */
export function titleOf(error: unknown): string {
  return safely(
    () => (error instanceof Error ? `${error.name}: ${error.message}` : describe(error)),
    "an error that cannot be shown",
  );
}
