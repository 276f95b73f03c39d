/** The oxlint rule `tsgi/plain-english`: comments, docstrings and strings. `scripts/test/english.test.ts` checks pages. */
import { relative, sep } from "node:path";
import { findPhrases, isChecked } from "./check.ts";
import { proseOfComments, proseOfString } from "./prose.ts";
import type { Comment, Paragraph } from "./prose.ts";

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Has the parts of oxlint's context that the rule uses. */
interface Context {
  readonly cwd: string;
  readonly filename: string;
  readonly sourceCode: {
    readonly text: string;
    getAllComments(): readonly Comment[];
    getLocFromIndex(index: number): Position;
  };
  report(report: { message: string; loc: { start: Position; end: Position } }): void;
}

interface Node {
  readonly start: number;
  readonly end: number;
}

interface Literal extends Node {
  readonly value: unknown;
}

interface TemplateLiteral extends Node {
  readonly expressions: readonly Node[];
}

interface Visitor {
  Program?(): void;
  Literal?(node: Literal): void;
  TemplateLiteral?(node: TemplateLiteral): void;
}

function create(context: Context): Visitor {
  if (!isChecked(relative(context.cwd, context.filename).replaceAll(sep, "/"))) return {};
  const { sourceCode } = context;
  const { text } = sourceCode;
  function check(paragraphs: readonly Paragraph[]): void {
    for (const { start, end, message } of findPhrases(paragraphs)) {
      const loc = { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) };
      context.report({ message, loc });
    }
  }
  return {
    Program: () => check(proseOfComments(text, sourceCode.getAllComments())),
    Literal(node) {
      if (typeof node.value === "string")
        check(proseOfString(text.slice(node.start + 1, node.end - 1), node.start + 1));
    },
    TemplateLiteral(node) {
      let template = text.slice(node.start + 1, node.end - 1);
      for (const { start, end } of node.expressions) {
        const [from, to] = [start - node.start - 1, end - node.start - 1];
        template = template.slice(0, from) + "_".repeat(to - from) + template.slice(to);
      }
      // Same length: offsets in the template stay valid.
      check(proseOfString(template.replaceAll("${", "__").replaceAll("_}", "__"), node.start + 1));
    },
  };
}

export const plainEnglish = { create };
