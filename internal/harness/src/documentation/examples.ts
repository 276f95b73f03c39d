/** Writes the TypeScript examples as modules, so that they can be type-checked and run. */
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Example } from "./example-sources.ts";
import { namesOf } from "./free-names.ts";
import { root } from "./generated.ts";

/** Files of `examples/` that provide names to an example, by its place; the first file with a name wins. */
const PRELUDES: readonly (readonly [place: RegExp, ...files: string[]])[] = [
  [/^packages\/(?:bun|deno)\//],
  [
    /^packages\/aws-lambda\/README\.md#(?:5|6)|from-lambda|awslambda|guides\/existing-fastify-and-lambda/,
    "lambda",
    "frameworks",
  ],
  [/^packages\/aws-lambda\//, "to-lambda"],
  [/^packages\/express\/|existing-node-apps/, "express", "frameworks"],
  [/^packages\/cloudflare-workers\/|static-files/, "workers", "frameworks"],
  [/middleware\/(?:src\/)?form/, "uploads"],
  [/^packages\/conformance\//, "conformance"],
  [/^packages\/testing\/|guides\/testing/, "testing"],
  [/^README|^docs\/guides|^packages\/(?:fastify|hono|fetch|node)\//, "frameworks"],
];

export function preludesOf(id: string): readonly string[] {
  const [, ...files] = PRELUDES.find(([place]) => place.test(id)) ?? [];
  return [...files, "prelude"];
}

/** The module that a name is imported from. */
interface Source {
  readonly from: string;
  readonly isType: boolean;
}
type Exports = ReadonlyMap<string, Source>;

/** Packages whose names a docstring may use without an import, after its own package. */
const PACKAGES = [
  "core",
  "middleware",
  "node",
  "fetch",
  "testing",
  "hono",
  "express",
  "fastify",
  "aws-lambda",
];

/**
 * Adds the imports that an example omits. A page has to import the names it uses, in the same block or an earlier one; a
 * docstring may use the names of all packages, its own first.
 */
export class ExampleWriter {
  readonly #examples: readonly Example[];
  readonly #exports = new Map<string, Exports>();

  constructor(examples: readonly Example[]) {
    this.#examples = examples;
  }

  /**
   * Source of the module: imports on one line, `expression; // → value` as an assertion, and every declaration exported as
   * `$name`.
   */
  moduleOf(example: Example): string {
    const { free, declared } = namesOf(example.code);
    const imports = [...free].flatMap((name) => this.#importOf(name, example));
    const shown = [...declared].map((name) => `${name} as $${name}`);
    const code = example.code.replaceAll(/^( *)(\S.*?);? \/\/ → (.+)$/gm, "$1$$equal($2, $3);");
    if (code !== example.code)
      imports.push('import { deepStrictEqual as $equal } from "node:assert/strict";');
    return `${imports.join(" ")}\n${code}export { ${shown.join(", ")} };\n`;
  }

  #importOf(name: string, example: Example): string[] {
    for (const prelude of preludesOf(example.id)) {
      const source = exportsOf(
        join(root, "scripts/examples", `${prelude}.ts`),
        `./examples/${prelude}.ts`,
      ).get(name);
      if (source) return [importing(name, source)];
    }
    if (example.file.endsWith(".md")) return this.#earlierImport(name, example);
    const own = example.file.split("/")[1]!;
    for (const each of [own, ...PACKAGES]) {
      const source = this.#exportsOfPackage(each).get(name);
      if (source) return [importing(name, source)];
    }
    return [];
  }

  /** Imports of earlier blocks of the page, which need not be repeated. */
  #earlierImport(name: string, { file, line }: Example): string[] {
    for (const earlier of this.#examples) {
      if (earlier.file !== file || earlier.line >= line || earlier.language !== "ts") continue;
      for (const [statement] of earlier.code.matchAll(/^import [^;]*;/gm)) {
        if (namesOf(statement).free.size === 0 && new RegExp(`[{ ,]${name}[ ,}]`).test(statement)) {
          const from = /from (".*")/.exec(statement)![1];
          const isNamed = new RegExp(`\\{[^}]*\\b${name}\\b`).test(statement);
          return [`import ${isNamed ? `{ ${name} }` : name} from ${from};`];
        }
      }
    }
    return [];
  }

  #exportsOfPackage(name: string): Exports {
    let found = this.#exports.get(name);
    if (found === undefined) this.#exports.set(name, (found = exportsOfPackage(name)));
    return found;
  }
}

function importing(name: string, { from, isType }: Source): string {
  return `import ${isType ? "type " : ""}{ ${name} } from "${from}";`;
}

function exportsOfPackage(name: string): Exports {
  const folder = join(root, "packages", name);
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, Record<string, string> | string>;
  };
  const all = new Map<string, Source>();
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    const from = `@tsgi/${name}${subpath.slice(1)}`;
    for (const [key, source] of exportsOf(join(folder, target["@tsgi/source"]!), from)) {
      if (!all.has(key)) all.set(key, source);
    }
  }
  return all;
}

/** Returns the names that a module exports, from its source text. */
function exportsOf(file: string, from: string): Exports {
  const found = new Map<string, Source>();
  const text = readFileSync(file, "utf8");
  for (const [, kind = "", name = ""] of text.matchAll(
    /^export (?:declare |async )?(const|let|function\*?|class|interface|type) (\w+)/gm,
  )) {
    found.set(name, { from, isType: kind === "interface" || kind === "type" });
  }
  for (const [, type, list = ""] of text.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
    for (const part of list.split(",")) {
      const [, own, name] = /^\s*(type )?(?:\w+ as )?(\w+)\s*$/.exec(part) ?? [];
      if (name) found.set(name, { from, isType: type !== undefined || own !== undefined });
    }
  }
  return found;
}

/**
 * Writes the examples, the preludes and a `tsconfig.json` to a new folder below the root.
 *
 * @returns the folder, and the file of each example in it
 */
export function writeExamples(examples: readonly Example[]): { folder: string; files: Map<Example, string> } {
  const cache = join(root, ".turbo");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "examples-"));
  linkPackages(join(folder, "node_modules"));
  cpSync(join(root, "scripts/examples"), join(folder, "examples"), { recursive: true });
  mkdirSync(join(folder, "public"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "app.ts"), 'export { app } from "./examples/prelude.ts";\n');
  writeFileSync(join(folder, "tsconfig.json"), TSCONFIG);
  const writer = new ExampleWriter(examples);
  const files = new Map<Example, string>();
  for (const [index, example] of examples.entries()) {
    // Numbered, because ids may differ only in case.
    const file = join(folder, `${index}-${example.id.replaceAll(/\W+/g, "-")}.ts`);
    writeFileSync(file, writer.moduleOf(example));
    files.set(example, file);
  }
  return { folder, files };
}

/** Copies an example and its relative imports to a new folder; returns the copy. */
export function copyToRun(folder: string, file: string): string {
  const own = join(folder, "run", basename(file, ".ts"));
  for (const part of ["examples", "app.ts", basename(file)]) {
    cpSync(join(folder, part), join(own, part), { recursive: true });
  }
  return join(own, basename(file));
}

/** Compiler options of a strict user. */
const TSCONFIG = JSON.stringify({
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    types: ["node"],
    lib: ["esnext", "webworker"],
    declaration: false,
    isolatedDeclarations: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ["*.ts", "examples"],
});

/** Links every dependency of the workspace's packages, and these packages themselves. */
function linkPackages(into: string): void {
  const link = (name: string, target: string): void => {
    mkdirSync(dirname(join(into, name)), { recursive: true });
    symlinkSync(target, join(into, name));
  };
  const seen = new Set<string>();
  for (const name of readdirSync(join(root, "packages"))) {
    seen.add(`@tsgi/${name}`);
    link(`@tsgi/${name}`, join(root, "packages", name));
  }
  for (const modules of globSync("{packages,apps}/*/node_modules", { cwd: root }).toSorted()) {
    for (const name of globSync("{@*/*,[!@.]*}", { cwd: join(root, modules) })) {
      if (!seen.has(name)) link(name, join(root, modules, name));
      seen.add(name);
    }
  }
}
