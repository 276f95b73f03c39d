import { TsgiError } from "@tsgi/core";
import { safely } from "@tsgi/core/server";

/**
 * Returns the status of a bare server's response to an error; a host's own error handling may respond differently. Never
 * throws.
 */
export function statusOfError(error: unknown): number {
  return safely(() => (error instanceof TsgiError && error.status < 499 ? error.status : 500), 500);
}

/**
 * Returns true for the error that reports a disconnected client, and for the reason of a signal with that error as cause.
 * Never throws.
 */
export function isClientGone(error: unknown): boolean {
  return safely(() => {
    const cause: unknown = error instanceof DOMException ? (error as Error).cause : error;
    return cause instanceof TsgiError && cause.code === "TSGI_CLIENT_GONE";
  }, false);
}
