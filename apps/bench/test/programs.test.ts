import { describe, expect, test } from "vitest";
import { contestants } from "../src/contestants/index.ts";
import { bundle } from "../src/programs/_bundle.ts";
import { importsOf, programs } from "../src/programs/programs.ts";

describe("the smallest programs", () => {
  test("belong to contestants in the size scenario", () => {
    const weighed = contestants.filter(({ scenarios }) => scenarios.includes("size"));
    expect(weighed.map(({ id }) => id).toSorted()).toEqual([...programs.keys()].toSorted());
  });

  test("import only the packages that their contestants name", () => {
    const foreign = [...programs].flatMap(([id, program]) => {
      const { packages } = contestants.find((one) => one.id === id)!;
      const isNamed = (specifier: string): boolean =>
        ["node:", ...packages].some((name) => specifier.startsWith(name));
      return importsOf(program)
        .filter((specifier) => !isNamed(specifier))
        .map((specifier) => `${id}: ${specifier}`);
    });
    expect(foreign).toEqual([]);
  });

  test("are bundled with all imports except Node's own modules", async () => {
    const code = new TextDecoder().decode(await bundle(programs.get("tsgi-node")!, "node"));
    expect([...code.matchAll(/from"([^"]+)"/g)].map(([, specifier]) => specifier)).not.toHaveLength(0);
    for (const [, specifier] of code.matchAll(/from"([^"]+)"/g)) expect(specifier).toMatch(/^node:/);
  });
});
