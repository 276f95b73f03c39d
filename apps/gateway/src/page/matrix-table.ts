import { escapeHtml } from "../look/escape.ts";
import { kindNames } from "../kinds/names.ts";
import { matrixHosts, matrixRows } from "./matrix.ts";
import { traits } from "./traits.ts";

type Topic = keyof (typeof traits)[number]["passed"];

const TOPICS: readonly (readonly [Topic, text: string])[] = [
  ["stream", "Sends a response as it is made"],
  ["input", "Reads uploads as they arrive"],
  ["leave", "Notices that a client disconnects"],
  ["hints", "Early hints (103)"],
  ["trailers", "Trailers"],
  ["file", "Files sent by the host itself"],
  ["http10", "HTTP/1.0"],
  ["expect", "Expect: 100-continue"],
];

/** Each mark has a shape of its own: colour alone would not be enough to distinguish them. */
const MARKS = {
  all: ["✓", "all"],
  some: ["◐", "some"],
  none: ["–", "none"],
} as const;

const LEGEND: Readonly<Record<keyof typeof MARKS, string>> = {
  all: "works: every case passed",
  some: "works in part: the figure is the cases that passed",
  none: "the host cannot do it",
};

/** Returns the tables: the kinds of application and what HTTP can do, by host; a legend; and the reasons. */
export function matrix(host: string): string {
  const heads = matrixHosts.map((name) => `<th scope="col"${here(name, host)}>${name}</th>`);
  const span = matrixHosts.length + 1;
  return `<div class="matrix" role="region" aria-labelledby="kinds-title" tabindex="0">
<table>
<thead><tr><td></td>${heads.join("")}</tr></thead>
<tbody>
<tr><th scope="rowgroup" colspan="${span}">Application</th></tr>
${kindNames.map((kind, i) => kindRow(kind, matrixRows[i]!, host)).join("\n")}
</tbody>
<tbody>
<tr><th scope="rowgroup" colspan="${span}">HTTP</th></tr>
${TOPICS.map((topic) => topicRow(topic, host)).join("\n")}
</tbody>
</table>
</div>
<ul class="legend">
${Object.entries(LEGEND)
  .map(([name, text]) => `<li>${mark(name as keyof typeof MARKS)} ${text}</li>`)
  .join("\n")}
</ul>
<p class="help">No host offers <code>upgrade</code>, and with it WebSocket.</p>
<h3 class="why">Why the hosts differ</h3>
<div class="reasons">
${traits.map(reasonsOf).join("\n")}
</div>`;
}

function kindRow([name, place]: readonly [string, string], seen: string, host: string): string {
  const cells = matrixHosts.map((column, i) => {
    const text = seen[i] === "1" ? "runs" : "does not run";
    return `<td${here(column, host)}>${mark(seen[i] === "1" ? "all" : "none")}<span class="hidden">${text}</span></td>`;
  });
  const path = place.startsWith("/kinds/") ? `${place}/hello` : `${place}/`;
  const link = `<a href="${escapeHtml(path.slice(1))}">${escapeHtml(name)}</a>`;
  return `<tr><th scope="row">${link}</th>${cells.join("")}</tr>`;
}

function topicRow([topic, text]: readonly [Topic, string], host: string): string {
  const cells = matrixHosts.map((column) => {
    const [passed, total]: readonly [number, number] = traits.find(({ host: name }) => name === column)!
      .passed[topic];
    const name = passed === total ? "all" : passed === 0 ? "none" : "some";
    return `<td${here(column, host)}>${mark(name)}<span>${passed}/${total}</span></td>`;
  });
  return `<tr><th scope="row">${text}</th>${cells.join("")}</tr>`;
}

function mark(name: keyof typeof MARKS): string {
  return `<span class="mark ${name}" aria-hidden="true">${MARKS[name][0]}</span>`;
}

function here(column: string, host: string): string {
  return column === host ? ' class="here"' : "";
}

function reasonsOf({ host, row, reasons }: (typeof traits)[number]): string {
  const items = reasons.map((reason) => `<li>${markdown(reason)}</li>`);
  return `<details><summary>${host}</summary>
<p class="help">The suite ran on: ${escapeHtml(row)}</p>
<ul>${items.join("")}</ul></details>`;
}

/** Renders the backticks of a reason. */
function markdown(text: string): string {
  return escapeHtml(text)
    .split("`")
    .map((part, i) => (i % 2 === 1 ? `<code>${part}</code>` : part))
    .join("");
}
