/** Extracts prose from source files and pages, and leaves out code. */

/** A paragraph, a list item, a heading, a table row or a string. */
export interface Paragraph {
  /** Every run of white space is one space, and inline code is `_`. */
  readonly text: string;
  /** The offset in the file of each character of `text`, in UTF-16 code units. */
  readonly offsets: readonly number[];
  /** True for the first paragraph of a docstring. */
  readonly opensDocstring: boolean;
}

/** A comment as oxlint reports it: `value` excludes the comment marks. */
export interface Comment {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Joins line comments that follow each other. */
export function proseOfComments(source: string, comments: readonly Comment[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (let i = 0; i < comments.length; i++) {
    const { type, value, start } = comments[i]!;
    if (type === "Block") {
      const text = value
        .replaceAll(/^[ \t]*\*+/gm, spaces)
        .replaceAll(/^[ \t]*@example\b[^]*?(?=^[ \t]*@|(?![^]))/gm, breaks);
      paragraphs.push(...paragraphsOf(text, start + 2, value.startsWith("*")));
      continue;
    }
    let last = i;
    while (comments[last + 1]?.type === "Line" && isNextLine(source, comments[last]!, comments[last + 1]!))
      last++;
    const text = source.slice(start, comments[last]!.end).replaceAll(/^[ \t]*\/\//gm, spaces);
    paragraphs.push(...paragraphsOf(text, start, false));
    i = last;
  }
  return paragraphs;
}

/** Takes the source text of a string or template literal. Returns nothing if it has fewer than three words: it is not a sentence. */
export function proseOfString(text: string, start: number): Paragraph[] {
  return text.split(" ").length < 3 ? [] : paragraphsOf(text, start, false);
}

export function proseOfPage(page: string): Paragraph[] {
  const text = page
    .replaceAll(/^( *)(`{3,})[^\n]*\n[^]*?^\1\2 *$/gm, breaks)
    .replaceAll(/\]\([^()\n]*\)/g, (link) => `]${"_".repeat(link.length - 1)}`);
  return paragraphsOf(text, 0, false);
}

/** Takes the comments of a shell script. */
export function proseOfScript(script: string): Paragraph[] {
  const text = script.replaceAll(/^(?![ \t]*#).*$/gm, spaces).replaceAll(/^[ \t]*#!?/gm, spaces);
  return paragraphsOf(text, 0, false);
}

function isNextLine(source: string, comment: Comment, next: Comment): boolean {
  return /^\r?\n[ \t]*$/.test(source.slice(comment.end, next.start));
}

function spaces(text: string): string {
  return " ".repeat(text.length);
}

/** Returns white space of the same length that ends a paragraph. */
function breaks(text: string): string {
  return text.length < 2 ? "\n".repeat(text.length) : `\n${" ".repeat(text.length - 2)}\n`;
}

function paragraphsOf(prose: string, start: number, isDocstring: boolean): Paragraph[] {
  const text = prose.replaceAll(/`[^`\n]*`/g, (code) => "_".repeat(code.length));
  const paragraphs: Paragraph[] = [];
  let from = 0;
  for (const separator of text.matchAll(/\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*|#>@]|\d+\.)[ \t\w|#])|$(?![^])/g)) {
    const paragraph = collapse(
      text.slice(from, separator.index),
      start + from,
      isDocstring && paragraphs.length === 0,
    );
    if (paragraph.text !== "") paragraphs.push(paragraph);
    from = separator.index;
  }
  return paragraphs;
}

function collapse(text: string, start: number, opensDocstring: boolean): Paragraph {
  const offsets: number[] = [];
  let collapsed = "";
  const mark = /^\s*(?:[-*] )?/.exec(text)![0].length;
  for (const { 0: piece, index } of text.slice(mark).matchAll(/\s+|_+|[^\s_]+/g)) {
    const shown = piece.trim() === "" ? " " : piece.startsWith("_") ? "_" : piece;
    for (let i = 0; i < shown.length; i++) offsets.push(start + mark + index + i);
    collapsed += shown;
  }
  return { text: collapsed.trimEnd(), offsets, opensDocstring };
}
