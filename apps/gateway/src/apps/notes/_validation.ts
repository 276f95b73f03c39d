import type { Problem } from "./schemas.ts";

/** A finding of the schema library, as far as it is read here. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Findings as a problem lists them: a JSON pointer (RFC 6901) into the body, or the name of a parameter. */
export function asErrors(issues: readonly Issue[], target: string): Problem["errors"] {
  return issues.map(({ path, message }) =>
    target === "json"
      ? { detail: message, pointer: `#${path.map((part) => `/${escapePointer(String(part))}`).join("")}` }
      : { detail: message, parameter: path.join(".") },
  );
}

function escapePointer(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
