/** Every link of a page inside the repository leads to a file, and to a heading or an anchor there. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const exclude = (path: string): boolean => /(?:^|\/)(?:node_modules|dist|\.turbo)$/.test(path);
const pages = globSync(["*.md", "{docs,packages,apps,findings,internal}/**/*.md", ".github/**/*.md"], {
  cwd: root,
  exclude,
});

const withoutCode = (text: string): string =>
  text.replaceAll(/^( *)(`{3,})[^]*?^\1\2 *$/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** Anchors of a page: its headings as GitHub writes them, and what has an id or a name. */
function anchorsOf(file: string): Set<string> {
  const text = readFileSync(file, "utf8");
  const headings = [...text.replaceAll(/^( *)(`{3,})[^]*?^\1\2 *$/gm, "").matchAll(/^#+ +(.*)$/gm)].map(
    ([, title]) =>
      title!
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(/\s/g, "-"),
  );
  return new Set([...headings, ...[...text.matchAll(/\b(?:id|name)="([^"]+)"/g)].map(([, id]) => id!)]);
}

function faultsOf(page: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), "utf8"));
  const targets = [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!),
    ...[...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)].map(([, target]) => target!),
  ];
  return targets.flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? join(root, page) : join(root, dirname(page), decodeURIComponent(path));
    if (!existsSync(file)) return [`${target}: no such file`];
    if (anchor === undefined || statSync(file).isDirectory() || !file.endsWith(".md")) return [];
    return anchorsOf(file).has(anchor) ? [] : [`${target}: no such heading`];
  });
}

test("pages are found", () => expect(pages.length).toBeGreaterThan(50));

test.each(pages.toSorted())("%s", (page) => {
  expect(faultsOf(page)).toEqual([]);
});
