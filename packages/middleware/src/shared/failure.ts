import { TsgiError } from "@tsgi/core";
import { safely } from "./error-text.ts";

/** The status that a bare server answers an error with; a host's own error handling may answer otherwise. Never throws. */
export function statusOfError(error: unknown): number {
  return safely(() => (error instanceof TsgiError && error.status < 499 ? error.status : 500), 500);
}

/** True for the error of a client that left, and for the reason of a signal, whose cause it is. Never throws. */
export function isClientGone(error: unknown): boolean {
  return safely(() => {
    const cause: unknown = error instanceof DOMException ? (error as Error).cause : error;
    return cause instanceof TsgiError && cause.code === "TSGI_CLIENT_GONE";
  }, false);
}
