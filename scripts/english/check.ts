/** Finds the phrases of `phrases.ts` in prose. */
import { NOT_YET_SWEPT, PHRASES } from "./phrases.ts";
import type { Paragraph } from "./prose.ts";

export interface Finding {
  /** In the file, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** `path` is from the root of the repository, with slashes. */
export function isChecked(path: string): boolean {
  return !NOT_YET_SWEPT.some((prefix) => path.startsWith(prefix));
}

export function findPhrases(paragraphs: readonly Paragraph[]): Finding[] {
  return paragraphs.flatMap(({ text, offsets, opensDocstring }) =>
    PHRASES.filter(({ scope }) => scope === undefined || opensDocstring).flatMap(({ pattern, instead }) =>
      [...text.matchAll(pattern)].map(({ 0: phrase, index }) => ({
        start: offsets[index]!,
        end: offsets[index + phrase.length - 1]! + 1,
        message: `Plain English: ${JSON.stringify(phrase.trim())}. Instead: ${instead}.`,
      })),
    ),
  );
}
