/** Extracts the examples of the documentation: every fenced block of a page, and every `@example` of a docstring. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./generated.ts";

/** An example with its place and text. */
export interface Example {
  /** `packages/core/README.md#2`, numbered per language; for a docstring `packages/core/src/body.ts#mapBody`. */
  readonly id: string;
  /** Path from the repository's root. */
  readonly file: string;
  readonly line: number;
  /** Language of the fence: `ts`, `js`, `json`, `sh`, or `` for none. */
  readonly language: string;
  readonly code: string;
}

const PAGES = ["README.md", "CONTRIBUTING.md", "{packages,apps}/**/README.md", "docs/**/*.md"];
const SOURCES = ["packages/*/src/**/*.ts"];

/** Returns every example, in the order of the files. */
export function allExamples(): Example[] {
  const pages = filesOf(PAGES).flatMap((file) => examplesOfPage(file, read(file)));
  return [...pages, ...filesOf(SOURCES).flatMap((file) => examplesOfSource(file, read(file)))];
}

export function examplesOfPage(file: string, text: string): Example[] {
  const seen = new Map<string, number>();
  return [...text.matchAll(/^( *)(`{3,})(\w*)[^\n]*\n([^]*?)^\1\2 *$/gm)].map((match) => {
    const [, indent = "", , language = "", block = ""] = match;
    const count = (seen.get(language) ?? 0) + 1;
    seen.set(language, count);
    const code = block.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    const number = language === "ts" ? count : `${language || "text"}${count}`;
    return { id: `${file}#${number}`, file, line: lineAt(text, match.index) + 1, language, code };
  });
}

export function examplesOfSource(file: string, text: string): Example[] {
  return [
    ...text.matchAll(
      /^ *\/\*\*(?:(?!\*\/)[^])*?@example *\n((?:(?!\*\/)[^])*)\*\/\s*(?:\/\/[^\n]*\n\s*|\/\*[^*]*\*\/\s*)*([^\n]*)/gm,
    ),
  ].flatMap(([whole, block = "", next = ""], index, all) => {
    const code =
      block
        .replaceAll(/^ *\* ?/gm, "")
        .replace(/^@\w[^]*/m, "")
        .trimEnd() + "\n";
    const name =
      /^(?:export |declare |abstract |async |readonly )*(?:function\*?|const|class|interface|type)?\s*([\w$]+)/.exec(
        next,
      )?.[1];
    const line = lineAt(text, all[index]!.index + whole.indexOf("@example")) + 1;
    return { id: `${file}#${name ?? basename(file)}`, file, line, language: "ts", code };
  });
}

const exclude = (path: string): boolean => /(?:^|\/)(?:node_modules|dist|\.turbo)$/.test(path);

function filesOf(patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: root, exclude }).toSorted();
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
