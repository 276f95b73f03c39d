/**
 * `pnpm new:host fastly` writes the package of a new host: an adapter on `@tsgi/fetch`, its page, and the line that runs
 * the conformance suite. Two parts remain: the host's own features in src/to-fastly.ts, and starting the host for the suite.
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
  fail(`packages/${name} already exists`);
} else {
  for (const [path, text] of Object.entries(filesOf(name))) write(join(values.into, path), text);
  // The tsconfig does not depend on the package.
  cpSync(join(root, "packages/fetch/tsconfig.json"), join(folder, "tsconfig.json"));
  console.log(`wrote packages/${name}; add the host's own features to src/to-${name}.ts, start the host in`);
  console.log(`test/fixtures/suite.ts, then run: pnpm vitest packages/${name}`);
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

/** Derives the manifest from that of `@tsgi/fetch`, which the adapter is based on. */
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

/** Options of {@link ${to}}. */
export type ${options} = FetchOptions;

/**
 * Converts a TSGI application to a handler for ${title}.
 *
 * @throws TSGI_APPLICATION_INVALID if it is not an application
 * @example
 * export default { fetch: ${to}(app) };
 */
export function ${to}(app: ApplicationLike, options: ${options} = {}): FetchHandler<unknown> {
  // The host's knowledge beyond the Request: its version, the peer, waitUntil. See FetchHost.
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

The variables of the environ on this host, and the limits of the host:
[docs/hosts/${host}.md](../../docs/hosts/${host}.md).

Part of [TSGI](../../README.md). MIT license.
`;
}

/** Derives the page from that of the fetch adapter: correct as long as the new adapter adds nothing. */
function pageOf(host: string, title: string, to: string): string {
  return readFileSync(join(root, "docs/hosts/fetch.md"), "utf8")
    .replace("# Fetch", `# ${title}`)
    .replaceAll("`toFetch` of `@tsgi/fetch`", `\`${to}\` of \`@tsgi/${host}\``)
    .replaceAll("name `fetch`", `name \`${host}\``)
    .replace("## What Fetch lacks", `## What ${title} lacks`);
}
