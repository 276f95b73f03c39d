/* oxlint-disable tsgi/plain-english -- quotes what it bans */
/** Keeps the phrases of `scripts/english/phrases.ts` out of pages and shell scripts; `pnpm lint` keeps them out of sources. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "@tsgi/harness/generated";
import { findPhrases, isChecked } from "../english/check.ts";
import { proseOfComments, proseOfPage, proseOfScript, proseOfString } from "../english/prose.ts";
import type { Paragraph } from "../english/prose.ts";

function phrasesIn(source: string, paragraphs: readonly Paragraph[]): string[] {
  return findPhrases(paragraphs).map(({ start, end }) => source.slice(start, end));
}

const tracked = execFileSync("git", ["ls-files", "--", "*.md", "findings/*.sh"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "");

test("pages and scripts", () => {
  expect(tracked.length).toBeGreaterThan(50);
  const found = tracked.filter(isChecked).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const prose = file.endsWith(".md") ? proseOfPage(text) : proseOfScript(text);
    return findPhrases(prose).map(
      ({ start, message }) => `${file}:${text.slice(0, start).split("\n").length}: ${message}`,
    );
  });
  expect(found).toEqual([]);
});

describe("finds", () => {
  test.each([
    ["whoever reads", "whoever"],
    ["it stands\n for a host", "stands\n for"],
    ["sent as it is.", "as it is"],
    ["left as they are and closed", "as they are"],
    ["an error, say: one", ", say"],
    ["`ERR_X` say, stays", "_ say,"],
    ["a body that is no JSON", "is no "],
    ["bytes that are no UTF-8", "no UTF-8"],
    ["when the client leaves", "client leaves"],
    ["a client that has left", "client that has left"],
    ["it tells whether", "tells"],
    ["`f` gives a number", "gives"],
    ["where there is no host", "where there is no"],
    ["It does. Where a host is slow, wait", ". Where"],
    ["a server of Node's is", "a server of Node's"],
    ["hands the body on to it", "hands the body on"],
    ["all but for one", "but for"],
    ["a status that is none", "that is none"],
    ["is told that it ended", "is told that"],
  ])("%j", (prose, phrase) => {
    const found = phrasesIn(prose.replaceAll("`ERR_X`", "_"), proseOfPage(prose.replaceAll("`ERR_X`", "_")));
    expect(found).toContain(phrase);
  });
});

describe("leaves alone", () => {
  test.each([
    "hashes the body as it is read",
    "there is no host, and it is no longer there, and no larger than that",
    "the client left the connection open",
    "tells the two apart, and tells the client that it waits",
    "gives up",
    "by hand on Node, and under Where things live",
    "can be told apart, needs to be told that, and by hand. On Node",
    "a part of Node's parser",
    "`whoever` and `gives`",
    "see [the page](whoever.md)",
    "## Where the suite differs",
    "```ts\nwhoever();\n```",
  ])("%j", (page) => {
    expect(phrasesIn(page, proseOfPage(page))).toEqual([]);
  });
});

test("comments: lines that follow each other are one text, an example is none, a docstring's first word counts", () => {
  const source = `// stands
// for
/**
 * Which it is.
 *
 * @example
 * whoever();
 * @returns whoever
 */
/* How it is. */
f("whoever and others", "whoever");
# whoever`;
  const comments = [...source.matchAll(/\/\/(.*)|\/\*([^]*?)\*\//g)].map(
    ({ 0: whole, 1: line, 2: block, index }) => ({
      type: line === undefined ? "Block" : "Line",
      value: line ?? block!,
      start: index,
      end: index + whole.length,
    }),
  );
  expect(phrasesIn(source, proseOfComments(source, comments))).toEqual([
    "stands\n// for",
    "Which",
    "whoever",
  ]);
  const quoted = source.indexOf('"whoever and') + 1;
  expect(phrasesIn(source, proseOfString("whoever and others", quoted))).toEqual(["whoever"]);
  expect(proseOfString("whoever", 0)).toEqual([]);
  expect(phrasesIn(source, proseOfScript(source))).toEqual(["whoever"]);
});
