import type { Answer, Bytes, Fields } from "../case.ts";

/** Encodes each character up to U+00FF as a byte. */
export function toBytes(bytes: Bytes): Buffer {
  return typeof bytes === "string" ? Buffer.from(bytes, "latin1") : Buffer.from(bytes);
}

/** The parts of a response. */
export type AnswerParts = Pick<
  Answer,
  "status" | "headers" | "body" | "complete" | "framing" | "interim" | "trailers"
>;

/** Adds the reading methods to the parts of a response. */
export function answerOf(parts: AnswerParts): Answer {
  const all = (name: string): string[] => valuesOf(parts.headers, name);
  return {
    ...parts,
    header: (name) => all(name)[0],
    all,
    text: new TextDecoder().decode(parts.body),
  };
}

/** Returns every value of a field, ignoring the case of its name. */
export function valuesOf(fields: Fields, name: string): string[] {
  const key = name.toLowerCase();
  return fields.filter(([each]) => each.toLowerCase() === key).map(([, value]) => value);
}
