/**
 * Writes what the gateway's page shows of the differences between hosts, from docs/hosts/matrix.md, which is written from a
 * run: of each topic, the cases that passed and those that there are; and the reasons for the rest. A Worker has no file to
 * read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, writeOrCheck } from "@tsgi/harness/generated";
import { HOSTS } from "@tsgi/harness/reports";

const SOURCE = "docs/hosts/matrix.md";

/** The row of each host that runs what the gateway starts, if its name is not the host's own. */
const ROWS: Readonly<Record<string, string>> = {
  node: "node 24 over http",
  express: "Express 5",
  fastify: "Fastify 5",
  hono: "hono on @hono/node-server",
  "aws-lambda": "aws-lambda url, streaming",
};

/** The topics that differ in what users notice: what the cases' names begin with. */
const TOPICS = ["stream", "input", "leave", "hints", "trailers", "file", "http10", "expect"];

const text = readFileSync(join(root, SOURCE), "utf8");
const [head, , ...rows] = text
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.slice(2, -2).split(" | "));

writeOrCheck({
  "apps/gateway/src/page/traits.ts": `/* oxlint-disable tsgi/plain-english -- quotes the reasons that the hosts' packages name */
/** Written by scripts/gen-traits.ts from ${SOURCE}: what the conformance suite saw on each host. */
export const traits = [
${HOSTS.map(entry).join("\n")}
] as const;
`,
});

function entry(host: string): string {
  const name = ROWS[host] ?? host;
  const row = rows.find(([first]) => first === name);
  if (row === undefined) throw new Error(`${SOURCE} has no row "${name}"`);
  const passed = TOPICS.map((topic) => {
    const at = head!.indexOf(topic);
    if (at < 0) throw new Error(`${SOURCE} has no column "${topic}"`);
    const [some, all = some] = row[at]!.split("/");
    return `      ${topic}: [${some}, ${all}],`;
  });
  const reasons = reasonsOf(name).map((reason) => `      ${JSON.stringify(reason)},`);
  return `  {
    host: ${JSON.stringify(host)},
    row: ${JSON.stringify(name)},
    passed: {
${passed.join("\n")}
    },
    reasons: [
${reasons.join("\n")}
    ],
  },`;
}

/** Returns each reason once, without the capabilities and cases that it is the reason for. */
function reasonsOf(name: string): string[] {
  const section = text.split(/^### /m).find((part) => part.startsWith(`${name}\n`)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("- "));
  const reasons = lines.flatMap((line) =>
    line
      .replace(/^- \d+ cases?: /, "")
      .split(/(?:^|; )(?:case:)?[A-Za-z][\w-]*: /)
      .filter((reason) => reason !== ""),
  );
  return [...new Set(reasons)];
}
