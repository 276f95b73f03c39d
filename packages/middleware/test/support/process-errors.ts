import { turn } from "@tsgi/harness/linted";
import { afterEach, beforeEach } from "vitest";

/** Fails each test of a file during which an error got to the process itself: one such ends a server. */
export function failOnProcessErrors(): void {
  let errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  beforeEach(() => {
    errors = [];
    process.on("uncaughtException", note).on("unhandledRejection", note);
  });
  afterEach(async () => {
    for (let i = 0; i < 3; i++) await turn();
    process.off("uncaughtException", note).off("unhandledRejection", note);
    if (errors.length > 0) throw new AggregateError(errors, "unhandled errors");
  });
}
