import { describe, expect, test } from "vitest";
import { render } from "../src/report/page.ts";
import { repeatOf } from "../src/report/repeat.ts";
import { isPrecise, outcomeOf, type Target } from "../src/report/target.ts";
import { targets } from "../src/report/targets.ts";
import { Reader } from "../src/results/reader.ts";
import { merged, seriesOf, type Cell, type Results } from "../src/results/results.ts";

function resultsOf(...cells: Cell[]): Results {
  return {
    machine: { cpu: "A processor", cores: 2, memory: 16, system: "Linux" },
    versions: { node: "24.0.0" },
    cells,
  };
}

function cell(contestant: string, ...rounds: (number | null)[]): Cell {
  return { scenario: "text", contestant, values: { cpu: seriesOf("cpu", rounds) } };
}

const target: Target = {
  id: "some",
  says: "Ours costs little",
  sense: "at most",
  limit: 1.03,
  comparisons: [
    { metric: "cpu", over: ["text", "tsgi-node"], under: ["text", "node-http"] },
    { metric: "cpu", over: ["text", "tsgi-fetch"], under: ["text", "node-http"] },
  ],
};

describe("a ratio", () => {
  test("is the median of the ratios within rounds, without rounds that one side missed", () => {
    const reader = new Reader(
      resultsOf(cell("tsgi-node", 20, 11, null, 60), cell("node-http", 10, 10, 5, 20)),
    );
    expect(reader.ratio("cpu", ["text", "tsgi-node"], ["text", "node-http"])?.value).toBe(2);
  });

  test("is undefined without results", () => {
    expect(new Reader(resultsOf()).ratio("cpu", ["text", "a"], ["text", "b"])).toBeUndefined();
  });
});

describe("a target", () => {
  const results = resultsOf(cell("node-http", 10, 10), cell("tsgi-node", 10, 10), cell("tsgi-fetch", 20, 20));

  test("is as good as its worst comparison", () => {
    const outcome = outcomeOf(target, new Reader(results));
    expect(outcome).toMatchObject({ isReached: false, measured: 2, worst: { value: 2 } });
    const [first] = target.comparisons;
    expect(outcomeOf({ ...target, comparisons: [first!] }, new Reader(results)).isReached).toBe(true);
  });

  test("with a minimum is as good as its smallest comparison", () => {
    const outcome = outcomeOf({ ...target, sense: "at least", limit: 1.5 }, new Reader(results));
    expect(outcome).toMatchObject({ isReached: false, worst: { value: 1 } });
  });

  test("is not reached without measurements", () => {
    expect(outcomeOf(target, new Reader(resultsOf()))).toMatchObject({ isReached: false, measured: 0 });
  });

  test("that requires hundredths has its contestants measured more often", () => {
    expect(isPrecise([target], ["text", "node-http"])).toBe(true);
    expect(isPrecise([target], ["json", "node-http"])).toBe(false);
    expect(isPrecise([{ ...target, limit: 2 }], ["text", "node-http"])).toBe(false);
  });

  test("has a unique id", () => {
    expect(new Set(targets.map(({ id }) => id)).size).toBe(targets.length);
  });
});

describe("the page", () => {
  const slow: Cell = { scenario: "text", contestant: "hattip", values: {}, error: "crashes: out of memory" };
  const peers = ["srvx", "srvx-fast", "hono-server"].map((id) => cell(id, 30, 30));
  const results = resultsOf(cell("node-http", 10, 10), cell("tsgi-node", 15, 15), ...peers, slow);
  const framework = [cell("express", 20, 20), cell("tsgi-express", 30, 30), cell("fastify", 10, 10)];
  const outputs = render(resultsOf(...results.cells, ...framework), { node: "The reason." });
  const page = outputs["docs/benchmarks.md"]!;

  test("states each target, and the reason for a missed one", () => {
    for (const { says } of targets) expect(page).toContain(`| ${says} |`);
    expect(page).toContain("| at most 1.03 | 1.50 ±0.0 % | ✗ |");
    expect(page).toContain("by hand costs: The reason.");
  });

  test("shows which contestants failed, and how", () => {
    expect(page).toContain("| @hattip/adapter-node | crashes: out of memory |");
  });

  test("shows costs relative to the control, and to the framework if there are several", () => {
    expect(page).toContain("| **@tsgi/node** | 15.0 ±0.0 % | 1.50 |");
    expect(page).toContain("| **@tsgi/express, TSGI in Express** | 30.0 ±0.0 % | 1.50 |");
  });

  test("has a chart in two themes, identical each time", () => {
    expect(Object.keys(outputs)).toContain("docs/benchmarks/node-text-light.svg");
    expect(outputs["docs/benchmarks/node-text-dark.svg"]).toMatch(/^<svg .*node:http by hand/s);
    expect(page).toContain('srcset="benchmarks/node-text-dark.svg"');
    const again = render(resultsOf(...results.cells, ...framework), { node: "The reason." });
    expect(again).toEqual(outputs);
  });

  test("has no chart of a few bars", () => {
    expect(Object.keys(outputs).filter((path) => path.includes("frameworks"))).toEqual([]);
    expect(page).not.toContain("frameworks-text");
  });
});

describe("a run that is repeated", () => {
  const first = resultsOf(
    cell("node-http", 9, 10, 11),
    cell("tsgi-node", 10, 10, 10),
    cell("tsgi-fetch", 19, 20, 21),
  );

  test("agrees with itself", () => {
    expect(repeatOf(first, first, [target])).toEqual({
      costs: { figures: 3, within: 3, median: 0, oneInTen: 0 },
      ratios: { figures: 2, within: 2, median: 0, oneInTen: 0 },
      targets: { figures: 1, within: 1, median: 0, oneInTen: 0 },
      turned: [],
    });
  });

  test("disagrees if a figure is outside the first run's spread, or a target changed", () => {
    const easy = { ...target, limit: 2 };
    const second = resultsOf(
      cell("node-http", 10.45, 10.45, 10.45),
      cell("tsgi-node", 11, 11, 11),
      cell("tsgi-fetch", 31.2, 31.2, 31.2),
    );
    const { costs, ratios, targets: figures, turned } = repeatOf(first, second, [easy]);
    expect([costs.figures, costs.within]).toEqual([3, 1]);
    expect(costs.median).toBeCloseTo(0.1);
    expect([ratios.figures, ratios.within]).toEqual([2, 1]);
    expect([figures.figures, figures.within]).toEqual([1, 0]);
    expect(turned).toEqual(["some"]);
  });

  test("compares figures that both runs measured", () => {
    const { costs, ratios, targets: figures } = repeatOf(first, resultsOf(cell("tsgi-node", 10)), [target]);
    expect([costs.figures, ratios.figures, figures.figures]).toEqual([1, 0, 0]);
  });

  test("appears on the page, with the outcome of each target", () => {
    const page = render(first, {}, first)["docs/benchmarks.md"]!;
    expect(page).toContain("| CPU time and memory | 3 | 3 (100 %) | 0.0 % | 0.0 % |");
    expect(page).toContain("| at most 1.03 | 1.00 ±8.1 % | ✓ | 1.00 ✓ |");
    expect(render(first, {})["docs/benchmarks.md"]).not.toContain("again");
  });
});

describe("results", () => {
  test("of a part replace earlier ones, and keep the rest", () => {
    const before = resultsOf(cell("node-http", 10), cell("tsgi-node", 11));
    const { cells } = merged(before, resultsOf(cell("tsgi-node", 9)));
    expect(cells.map(({ contestant, values }) => [contestant, values.cpu?.median])).toEqual([
      ["node-http", 10],
      ["tsgi-node", 9],
    ]);
  });
});
