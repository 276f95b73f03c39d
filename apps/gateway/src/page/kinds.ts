import { escapeHtml } from "../httpbin/reply.ts";
import { kindNames } from "../kinds/names.ts";
import { matrixHosts, matrixRows } from "./matrix.ts";

/** What stands behind the gateway, and on which hosts each was seen to run: a table. */
export function kindsTable(host: string): string {
  const heads = matrixHosts.map(
    (name) => `<th scope="col"${name === host ? ' class="here"' : ""}><span>${name}</span></th>`,
  );
  return `<div class="matrix" role="region" aria-labelledby="kinds-title" tabindex="0">
<table>
<thead><tr><td></td>${heads.join("")}</tr></thead>
<tbody>
${kindNames.map((kind, i) => row(kind, matrixRows[i]!, host)).join("\n")}
</tbody>
</table>
</div>`;
}

function row([name, place]: readonly [string, string], seen: string, host: string): string {
  const cells = matrixHosts.map((column, i) => {
    const [mark, text] = seen[i] === "1" ? ["yes", "runs"] : ["no", "does not run"];
    return `<td class="${mark}${column === host ? " here" : ""}"><span>${text}</span></td>`;
  });
  const path = place.startsWith("/kinds/") ? `${place}/hello` : `${place}/`;
  const link = `<a href="${escapeHtml(path.slice(1))}">${escapeHtml(name)}</a>`;
  return `<tr><th scope="row">${link}</th>${cells.join("")}</tr>`;
}
