/** Builds the text of docs/spec.md. */
import { sides, topics, type Topic } from "@tsgi/validator";
import type { Proof } from "./proofs.ts";
import { requirements, type Requirement } from "./requirements.ts";

/** @param proofs proofs of each requirement, by id */
export function specPage(proofs: ReadonlyMap<string, readonly Proof[]>): string {
  return [
    INTRODUCTION,
    ...topics.map(topicSection),
    DIFFERENCES,
    COVERAGE,
    ...groups.map(([prefix, title]) => coverageSection(prefix, title, proofs)),
  ].join("\n");
}

const INTRODUCTION = `<!-- Written by scripts/gen-spec.ts. Change the rules or the generator, not this page. -->
# TSGI 1.0: the specification

TSGI is a contract between web servers and web applications in TypeScript, after Python's WSGI
([PEP 3333](https://peps.python.org/pep-3333/)). If this page says nothing, the PEP's intent applies.

An application is a function of two arguments. It calls \`startResponse(status, headers)\` and returns a body, or a promise
of one:

\`\`\`ts
const hello: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
  return "Hello, TSGI world!";
};
\`\`\`

Its caller is a server. A middleware is both: a server to the application it wraps, and an application to its caller.

\`@tsgi/validator\` checks every rule below while an application runs, under the same name. A rule of level
*error* is part of the contract; a rule of level *warning* may be broken, but that is usually a mistake.
`;

const DIFFERENCES = `## Deliberate differences from PEP 3333

- There is no \`write()\`. \`withWriter\` converts code that writes into a body that is pulled, with backpressure.
- The status is an integer, without a reason phrase: HTTP/2 has none, and clients ignore it.
- \`scriptName\` and \`pathInfo\` stay percent-encoded: \`/a%2Fb\` and \`/a/b\` differ, and decoding loses that.
  \`environ.segments\` splits first and then decodes.
- environ is an object of a class with camelCase fields, not a dictionary: a fixed shape is four times as fast as a
  dictionary filled for each request. \`toWsgi(environ)\` returns the dictionary.
- A chunk may be a string, which is sent as UTF-8.
- There is no flag for threads: one isolate runs one thread. \`toWsgi\` sets \`wsgi.multithread: false\`.
- Applications and bodies may be asynchronous; the request body always is.
- environ never contains the process environment.
- A server never changes the array of headers that it receives.
- After an error in the middle of a body nothing is appended: the connection breaks, so that the client notices.
- A server never answers conditional or range requests by itself.
- A relative \`Location\` is allowed, as RFC 9110 allows it.

An application that follows PEP 3333 literally runs under \`fromWsgi\` of \`@tsgi/core/wsgi\`.
`;

const COVERAGE = `## Coverage

Each requirement of PEP 3333 and of this project, with its proof: a *rule* above, a *case*
of \`@tsgi/conformance\`, which runs on every host, or a *test* of a package. If no proof is needed, the reason
is given instead.
`;

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ["S", "Servers"],
  ["W", "write(), in `withWriter`"],
  ["A", "Applications"],
  ["M", "Middleware"],
  ["X", "Extensions"],
  ["F", "Files"],
  ["N", "Beyond the PEP"],
];

function topicSection({ title, rules }: Topic): string {
  const rows = rules.map(({ id, says, applies, level }) => [`\`${id}\``, says, sides[applies], level]);
  return `## ${title}\n\n${table(["rule", "text", "binds", "level"], rows)}`;
}

function coverageSection(
  prefix: string,
  title: string,
  proofs: ReadonlyMap<string, readonly Proof[]>,
): string {
  const rows = requirements
    .filter(({ id }) => id.startsWith(prefix))
    .map((requirement) => [
      requirement.id,
      requirement.level,
      requirement.demands,
      answerTo(requirement, proofs.get(requirement.id) ?? []),
    ]);
  return `### ${title}\n\n${table(["id", "level", "demands", "shown by"], rows)}`;
}

function answerTo({ instead, reason }: Requirement, proofs: readonly Proof[]): string {
  const shown = proofs.length > 0 ? `${proofs.join(", ")}.` : undefined;
  return [instead, reason, shown].filter((part) => part !== undefined).join(" ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}
