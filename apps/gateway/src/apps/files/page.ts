/** The page to upload files with: forms alone, no script. */
import type { FastifyRequest } from "fastify";
import type { FileInfo } from "./file-store.ts";

/** What the page says of limits. */
export interface ShownLimits {
  /** Bytes of one file. */
  readonly fileSize: number;
  /** Files of one form. */
  readonly files: number;
}

/** Whether the client is a browser that shows a page. */
export function wantsPage({ headers }: FastifyRequest): boolean {
  return /(^|,)\s*text\/html\b/i.test(headers.accept ?? "");
}

/** The form, and the files that are there. */
export function uploadPage(files: readonly FileInfo[], limits: ShownLimits, basePath: string): string {
  const base = escape(basePath);
  return frame(
    "Files",
    base,
    `<h1>Files</h1>
<form class="upload" action="${base}/uploads" method="post" enctype="multipart/form-data">
<label for="file">Choose files</label>
<input id="file" name="file" type="file" multiple required aria-describedby="limits">
<button class="main">Upload</button>
<p id="limits">At most ${limits.files} at once, each up to ${sizeText(limits.fileSize)}.</p>
</form>
${files.length === 0 ? "<p>Nothing is here yet.</p>" : table(files, base)}`,
  );
}

/** What went wrong. */
export function failurePage(message: string, basePath: string): string {
  const base = escape(basePath);
  return frame(
    "Not done",
    base,
    `<h1>Not done</h1>\n<p>${escape(message)}</p>\n<p><a href="${base}/">Back</a></p>`,
  );
}

function table(files: readonly FileInfo[], base: string): string {
  const rows = files.map(({ id, name, size, uploadedAt }) => {
    const shown = escape(name);
    return `<tr><th scope="row"><a href="${base}/uploads/${id}">${shown}</a></th><td>${sizeText(size)}</td>
<td><time datetime="${uploadedAt}">${uploadedAt.slice(0, 16).replace("T", " ")}</time></td>
<td><form action="${base}/uploads/${id}/delete" method="post"><button aria-label="Delete ${shown}">Delete</button></form></td></tr>`;
  });
  return `<table><thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Uploaded (UTC)</th><td></td></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>`;
}

function frame(title: string, base: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}/style.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Light and dark, from a phone's width on. */
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f7f6, #0f1413);
  --surface: light-dark(#fff, #171e1c);
  --edge: light-dark(#dbe4e1, #2b3532);
  --accent: light-dark(#0f766e, #5eead4);
  --on-accent: light-dark(#fff, #06201d);
  font: 100%/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: light-dark(#14201d, #e6efec); }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2rem); }
a { color: var(--accent); overflow-wrap: anywhere; }
.upload { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; background: var(--surface); border: 1px solid var(--edge); border-radius: 14px; padding: 1.25rem; margin-bottom: 1.5rem; }
.upload label { font-weight: 600; }
.upload input { max-width: 100%; }
.upload p { margin: 0; flex-basis: 100%; }
button { font: inherit; font-weight: 600; color: inherit; padding: 0.4rem 0.8rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--surface); cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--edge); }
thead th, thead td { border: 0; }
td form { margin: 0; text-align: right; }
@media (max-width: 34rem) { thead { display: none; } tr { display: grid; grid-template-columns: 1fr auto; border-top: 1px solid var(--edge); } th, td { border: 0; } }
`;
