/**
 * Writes docs/middleware/README.md: every middleware, its purpose, its names elsewhere, and the hosts and kinds of
 * application with which it passed, from a run of packages/middleware/test/hosts.test.ts. `pnpm
 * test` names the folder of its results in TSGI_MIDDLEWARE_REPORT; without it there is nothing to write or to check.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@tsgi/harness/generated";
import { HOSTS, reportsOf, writeFromRun } from "@tsgi/harness/reports";

/** The results on one host, in one of the ways in which it runs. */
interface Report {
  readonly host: string;
  /** The tested kinds of application. */
  readonly kinds: readonly string[];
  /** Name and kind of each check that passed. */
  readonly passed: readonly string[];
}

const KINDS = { tsgi: "TSGI", hono: "Hono", express: "Express" };
const PAGE = "docs/middleware/README.md";

const reports = reportsOf<Report>("TSGI_MIDDLEWARE_REPORT");
writeFromRun(reports, PAGE, () => ({ [PAGE]: page() }));

/** Returns the subpaths of the package, each with its description from the README. */
function middleware(): (readonly [name: string, job: string])[] {
  const text = readFileSync(join(root, "packages/middleware/README.md"), "utf8");
  const rows = text.matchAll(/^\| \[`([^`]+)`\]\(\S+\) \| (.+) \|$/gm);
  const jobs = new Map(Array.from(rows, ([, name, job]) => [name!, job!] as const));
  const { exports } = JSON.parse(readFileSync(join(root, "packages/middleware/package.json"), "utf8")) as {
    exports: Record<string, unknown>;
  };
  const subpaths = Object.keys(exports).filter((path) => path !== ".");
  return subpaths.map((path) => {
    const name = path.slice(2);
    const job = jobs.get(name);
    if (job === undefined) throw new Error(`[tsgi/scripts] the README of the package has no line on ${name}`);
    return [name, job] as const;
  });
}

/** Returns the row under "The same elsewhere" of a page: the names in Express, Rack and Plack. */
function elsewhere(name: string): string {
  const text = readFileSync(join(root, "docs/middleware", `${name}.md`), "utf8");
  const row = /^\| Express \| Rack \| Plack \|\n\|[-: |]+\|\n\| (.+) \|$/m.exec(text)?.[1];
  if (row === undefined) throw new Error(`[tsgi/scripts] docs/middleware/${name}.md has no names elsewhere`);
  return row;
}

/** On a host with several modes, a check must pass in each mode that has the kind. */
function cell(name: string, host: string): string {
  return Object.entries(KINDS)
    .map(([kind, title]) => {
      const runs = reports.filter((report) => report.host === host && report.kinds.includes(kind));
      const passes = runs.length > 0 && runs.every(({ passed }) => passed.includes(`${name} ${kind}`));
      return passes ? "✓" : `**${title} failed**`;
    })
    .join(" ");
}

function page(): string {
  const all = middleware();
  return `<!-- Written by scripts/gen-middleware.ts from a run. -->
# Middleware

Each is a subpath of \`@tsgi/middleware\`, which also exports all of them, and has a page here.

| | purpose | Express | Rack | Plack |
| --- | --- | --- | --- | --- |
${all.map(([name, job]) => `| [\`${name}\`](${name}.md) | ${job} | ${elsewhere(name)} |`).join("\n")}

## Any middleware, in front of any application, on any host

A cell shows whether the middleware works on that host in front of three equivalent applications: one for TSGI, one for Hono
(\`fromHono\`) and one for Express 5 (\`fromExpress\`), in this order. They send whole and streamed responses, throw errors, read
bodies, and read through \`environOf\` what the middleware adds for them.

| ${["", ...HOSTS].join(" | ")} |
| ${["---", ...HOSTS.map(() => ":-:")].join(" | ")} |
${all.map(([name]) => `| ${[`[\`${name}\`](${name}.md)`, ...HOSTS.map((host) => cell(name, host))].join(" | ")} |`).join("\n")}

- AWS Lambda is Lambda's own runtime for Node, with whole and with streamed responses.
- Workers is workerd: with \`nodejs_compat\`, and for TSGI and Hono also without it. There \`static-files\` uses a stand-in for a
  binding of static assets, elsewhere it has files. Without \`nodejs_compat\`, \`compress\` has only gzip, and does not compress
  streams.

The checks are in \`packages/middleware/test/support/matrix-checks*.ts\`. Each of them fails without its middleware.
`;
}
