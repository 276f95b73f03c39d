/** The page to upload files with: forms alone, no script. */
import type { FastifyRequest } from "fastify";
import { htmlDocument } from "../../look/document.ts";
import { escapeHtml as escape } from "../../look/escape.ts";
import type { FileInfo } from "./file-store.ts";

/** The mount point, and the site around it. */
export interface Place {
  readonly basePath: string;
  /** URL of the site's home page, if there is one. */
  readonly home: string | undefined;
}

interface Frame {
  readonly base: string;
  readonly home: string | undefined;
}

/** Limits that the page shows. */
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

/** Returns the page with the form and the files. */
export function uploadPage(files: readonly FileInfo[], limits: ShownLimits, place: Place): string {
  const base = escape(place.basePath);
  return frame(
    "Files",
    { base, home: place.home },
    `<h1>Files</h1>
<form class="upload" action="${base}/uploads" method="post" enctype="multipart/form-data">
<label for="file">Choose files</label>
<input id="file" name="file" type="file" multiple required aria-describedby="limits">
<button class="main">Upload</button>
<p id="limits">Up to ${limits.files} files at once, each up to ${sizeText(limits.fileSize)}.</p>
</form>
${files.length === 0 ? "<p>No files yet.</p>" : table(files, base)}`,
  );
}

/** Returns the page for an error. */
export function failurePage(message: string, place: Place): string {
  const base = escape(place.basePath);
  return frame(
    "Not done",
    { base, home: place.home },
    `<h1>Not done</h1>\n<p>${escape(message)}</p>\n<p><a href="${base}/">Back to the files</a></p>`,
  );
}

function table(files: readonly FileInfo[], base: string): string {
  const rows = files.map(({ id, name, size, uploadedAt }) => {
    const shown = escape(name);
    return `<tr><th scope="row"><a href="${base}/uploads/${id}">${shown}</a></th><td>${sizeText(size)}</td>
<td><time datetime="${uploadedAt}">${uploadedAt.slice(0, 16).replace("T", " ")}</time></td>
<td><form action="${base}/uploads/${id}/delete" method="post"><button aria-label="Delete ${shown}">Delete</button></form></td></tr>`;
  });
  return `<table class="list"><thead><tr><th scope="col">Name</th><th scope="col">Size</th><th scope="col">Uploaded (UTC)</th><td></td></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>`;
}

function frame(title: string, { base, home }: Frame, body: string): string {
  return htmlDocument({
    title,
    style: `${base}/style.css`,
    home,
    current: "files",
    body: `<main>\n${body}\n</main>`,
  });
}

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
