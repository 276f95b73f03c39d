/**
 * Writes docs/middleware/README.md: every middleware, what it does, what it is called elsewhere, and on which hosts it was
 * seen to do its work in front of which kind of application, from a run of packages/middleware/test/hosts.test.ts. `pnpm
 * test` names the folder of its results in TSGI_MIDDLEWARE_REPORT; without it there is nothing to write or to check.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "@tsgi/harness/generated";
import { HOSTS, reportsOf, writeFromRun } from "@tsgi/harness/reports";

/** What was seen on one host, in one of the ways in which it runs. */
interface Report {
  readonly host: string;
  /** The kinds of application that were there. */
  readonly kinds: readonly string[];
  /** Name and kind of each check that passed. */
  readonly passed: readonly string[];
}

const KINDS = { tsgi: "TSGI", hono: "Hono", express: "Express" };
const PAGE = "docs/middleware/README.md";

const reports = reportsOf<Report>("TSGI_MIDDLEWARE_REPORT");
writeFromRun(reports, PAGE, () => ({ [PAGE]: page() }));

/** The subpaths of the package, each with what its README says of it. */
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

/** What a page tells under "The same elsewhere": the names in Express, Rack and Plack. */
function elsewhere(name: string): string {
  const text = readFileSync(join(root, "docs/middleware", `${name}.md`), "utf8");
  const row = /^\| Express \| Rack \| Plack \|\n\|[-: |]+\|\n\| (.+) \|$/m.exec(text)?.[1];
  if (row === undefined) throw new Error(`[tsgi/scripts] docs/middleware/${name}.md has no names elsewhere`);
  return row;
}

/** On a host that runs in several ways, a check has to pass in each of those that has the kind. */
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

Each is a subpath of \`@tsgi/middleware\`, with a page of its own here.

| | what it does | Express | Rack | Plack |
| --- | --- | --- | --- | --- |
${all.map(([name, job]) => `| [\`${name}\`](${name}.md) | ${job} | ${elsewhere(name)} |`).join("\n")}

## Any middleware, in front of any application, on any host

A cell shows the middleware at its work on that host in front of three applications that do the same: one written for TSGI,
one of Hono (\`fromHono\`), one of Express 5 (\`fromExpress\`), in this order. They answer in one piece and in a stream, throw
errors, read bodies, and read what the middleware adds for them, through \`environOf\`.

| ${["", ...HOSTS].join(" | ")} |
| ${["---", ...HOSTS.map(() => ":-:")].join(" | ")} |
${all.map(([name]) => `| ${[`[\`${name}\`](${name}.md)`, ...HOSTS.map((host) => cell(name, host))].join(" | ")} |`).join("\n")}

- On AWS Lambda it is Lambda's own runtime for Node, with whole responses and with streamed ones.
- On Workers it is workerd: with \`nodejs_compat\`, and for TSGI and Hono without it as well. There \`static-files\` asks a
  stand-in for a binding of static assets, elsewhere it has files. Without \`nodejs_compat\`, \`compress\` has gzip alone, and
  leaves streams as they are.

What a check asks for: \`packages/middleware/test/support/matrix-checks*.ts\`. Each of them fails where its middleware is left out.
`;
}
