import { describe, expect, test } from "vitest";
import { commandsOf, faultOf } from "../src/documentation/commands.ts";
import { examplesOfPage, examplesOfSource } from "../src/documentation/example-sources.ts";
import { namesOf } from "../src/documentation/free-names.ts";

describe("examples are found", () => {
  test("in the blocks of a page, also in lists, numbered per language", () => {
    const page =
      "# a\n\n```ts\none();\n```\n\n- b\n\n  ```ts\n  two();\n  ```\n\n```sh\nls\n```\n\n```\ntext\n```\n";
    expect(examplesOfPage("a.md", page)).toEqual([
      { id: "a.md#1", file: "a.md", line: 4, language: "ts", code: "one();\n" },
      { id: "a.md#2", file: "a.md", line: 10, language: "ts", code: "two();\n" },
      { id: "a.md#sh1", file: "a.md", line: 14, language: "sh", code: "ls\n" },
      { id: "a.md#text1", file: "a.md", line: 18, language: "", code: "text\n" },
    ]);
  });

  test("in docstrings, by the documented name", () => {
    const source = `/**
 * Does.
 *
 * @example
 * does({
 *   it: 1,
 * });
 * @throws never
 */
/* @__NO_SIDE_EFFECTS__ */
export function does(): void {}
interface A {
  /**
   * @example
   * a.b();
   */
  b(): void;
}
/** @example of a word in text */
`;
    expect(examplesOfSource("a.ts", source)).toEqual([
      { id: "a.ts#does", file: "a.ts", line: 5, language: "ts", code: "does({\n  it: 1,\n});\n" },
      { id: "a.ts#b", file: "a.ts", line: 15, language: "ts", code: "a.b();\n" },
    ]);
  });
});

test("names are distinguished from labels, and declared from free ones", () => {
  const { free, declared } = namesOf(
    "import { a } from 'x'; const { b, c: d = e } = f.g({ h, i: j }); export function k(l: M) { return l[n]; }",
  );
  expect([...free].toSorted()).toEqual(["M", "e", "f", "h", "j", "n"]);
  expect([...declared]).toEqual(["b", "d", "k"]);
});

describe("commands", () => {
  test("are lines without comments, and may be continued", () => {
    expect(commandsOf("pnpm start   # runs\n\nsam deploy \\\n  --now\n# nothing\n")).toEqual([
      "pnpm start",
      "sam deploy    --now",
    ]);
  });

  test.each([
    ["pnpm start --port 1", undefined],
    ["npx --yes pnpm@12 nothing", "there is no script nothing"],
    ["pnpm --filter gateway run bundle", undefined],
    ["npm install @tsgi/node @tsgi/core", undefined],
    ["npm install @tsgi/express @tsgi/core", "@tsgi/express also needs express"],
    ["deno add npm:@tsgi/none", "there is no package @tsgi/none"],
    ["rm -rf x", "rm is not a known program"],
  ])("%s: %s", (command, fault) => {
    expect(faultOf(command)).toBe(fault);
  });
});
