/**
 * `pnpm new:host fastly` writes the package of a new host: an adapter on `@tsgi/fetch`, its page, and the line that runs
 * the conformance suite. What remains must be said there: src/to-fastly.ts, and how the host itself is started.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "@tsgi/harness/generated";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { into: { type: "string", default: root } },
});
const [name = ""] = positionals;
const folder = join(values.into, "packages", name);

if (positionals.length !== 1 || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
  fail("usage: pnpm new:host NAME, in lower case with dashes: cloudflare-workers");
} else if (existsSync(folder)) {
  fail(`packages/${name} is there already`);
} else {
  for (const [path, text] of Object.entries(filesOf(name))) write(join(values.into, path), text);
  // A tsconfig says nothing of its package.
  cpSync(join(root, "packages/fetch/tsconfig.json"), join(folder, "tsconfig.json"));
  console.log(`wrote packages/${name}; say in src/to-${name}.ts what the host knows, and in`);
  console.log(`test/fixtures/suite.ts how it is started, then run: pnpm vitest packages/${name}`);
}

function fail(message: string): void {
  console.error(`new:host: ${message}`);
  process.exitCode = 1;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function filesOf(host: string): Record<string, string> {
  const pascal = host.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const title = pascal.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ");
  const to = `to${pascal}`;
  const base = `packages/${host}`;
  return {
    [`${base}/package.json`]: manifestOf(host, title),
    [`${base}/README.md`]: readmeOf(host, title, to),
    [`${base}/src/index.ts`]: `export { ${to}, type ${pascal}Options } from "./to-${host}.ts";\n`,
    [`${base}/src/to-${host}.ts`]: adapterOf(host, title, to, `${pascal}Options`),
    [`${base}/test/conformance.test.ts`]: suiteOf(host),
    [`${base}/test/fixtures/suite.ts`]: fixtureOf(title, host, to),
    [`docs/hosts/${host}.md`]: pageOf(host, title, to),
  };
}

/** As that of `@tsgi/fetch`, on which it stands. */
function manifestOf(host: string, title: string): string {
  const { dependencies, engines, ...manifest } = JSON.parse(
    readFileSync(join(root, "packages/fetch/package.json"), "utf8"),
  ) as {
    dependencies: Record<string, string>;
    engines: unknown;
    exports: Record<string, unknown>;
    homepage: string;
    repository: Record<string, string>;
  };
  const version = dependencies["@tsgi/core"]!;
  const written = {
    ...manifest,
    name: `@tsgi/${host}`,
    description: `Runs TSGI applications on ${title}.`,
    keywords: ["adapter", host, "http", "server", "tsgi", "typescript"].toSorted(),
    homepage: manifest.homepage.replace("packages/fetch", `packages/${host}`),
    repository: { ...manifest.repository, directory: `packages/${host}` },
    exports: { ".": manifest.exports["."] },
    dependencies: { "@tsgi/core": version, "@tsgi/fetch": version },
    devDependencies: { "@tsgi/conformance": version },
    engines,
  };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

function adapterOf(host: string, title: string, to: string, options: string): string {
  return `import type { ApplicationLike } from "@tsgi/core";
import { toFetch, type FetchHandler, type FetchOptions } from "@tsgi/fetch";

/** How {@link ${to}} runs an application. */
export type ${options} = FetchOptions;

/**
 * Makes a TSGI application a handler of ${title}.
 *
 * @throws TSGI_APPLICATION_INVALID when it is none
 * @example
 * export default { fetch: ${to}(app) };
 */
export function ${to}(app: ApplicationLike, options: ${options} = {}): FetchHandler<unknown> {
  // What the host knows besides the Request: its version, the peer, what keeps work alive. See FetchHost.
  return toFetch(app, options, { name: "${host}", version: "" });
}
`;
}

function suiteOf(host: string): string {
  return `import { join } from "node:path";
import { conformance, fetchLacks, startProgram } from "@tsgi/conformance";

const suite = join(import.meta.dirname, "fixtures/suite.ts");

// The options of this process name the condition for sources, if these are what the tests run on.
conformance("${host}", () => startProgram(process.execPath, [...process.execArgv, suite]), {
  lacks: fetchLacks,
});
`;
}

function fixtureOf(title: string, host: string, to: string): string {
  return `/** Starts ${title} itself with the conformance suite's application, and prints its URL as the first line. */
import { ${to} } from "@tsgi/${host}";
import { suiteApplication } from "@tsgi/conformance/app";

const unhandled: string[] = [];
process.on("unhandledRejection", (error) => void unhandled.push(String(error)));
const handler = ${to}(suiteApplication({ unhandled: () => unhandled }));
throw new Error(\`start ${title} with this handler here: \${handler.name}\`);
`;
}

function readmeOf(host: string, title: string, to: string): string {
  return `# @tsgi/${host}

Runs TSGI applications on ${title}.

\`\`\`sh
npm install @tsgi/${host} @tsgi/core
\`\`\`

\`\`\`ts
import { ${to} } from "@tsgi/${host}";

export default {
  fetch: ${to}((environ, startResponse) => {
    startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
    return "Hello, TSGI world!";
  }),
};
\`\`\`

What each variable of the environ holds here, and what the host can and cannot do:
[docs/hosts/${host}.md](../../docs/hosts/${host}.md).

Part of [TSGI](../../README.md). MIT license.
`;
}

/** The page of the bridge that it stands on: true as long as the adapter says no more. */
function pageOf(host: string, title: string, to: string): string {
  return readFileSync(join(root, "docs/hosts/fetch.md"), "utf8")
    .replace("# Fetch", `# ${title}`)
    .replaceAll("`toFetch` of `@tsgi/fetch`", `\`${to}\` of \`@tsgi/${host}\``)
    .replaceAll("name `fetch`", `name \`${host}\``)
    .replace("## What Fetch lacks", `## What ${title} lacks`);
}
