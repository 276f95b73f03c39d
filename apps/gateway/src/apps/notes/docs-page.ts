/** The description of the API as a page: no script, and nothing from elsewhere. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";

type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Writes the page. */
export function docsPage(document: Document, basePath: string): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [operation(method, basePath + path, item[method])] : [])),
  );
  const schemas = Object.entries(document.components?.schemas ?? {});
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${document.info.title} API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${basePath}/docs.css" />
      </head>
      <body>
        <header>
          <h1>${document.info.title} <small>${document.info.version}</small></h1>
          <p>${document.info.description} The same as <a href="${basePath}/openapi.json">OpenAPI 3.1</a>.</p>
        </header>
        <main>
          <section aria-labelledby="routes">
            <h2 id="routes">Routes</h2>
            ${operations}
          </section>
          <section aria-labelledby="schemas">
            <h2 id="schemas">Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<details id="schema-${name}">
                  <summary>${name}</summary>
                  <pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre>
                </details>`,
            )}
          </section>
        </main>
      </body>
    </html> `.toString();
}

function operation(method: string, path: string, { summary, parameters, requestBody, responses }: Operation) {
  const content = requestBody && "content" in requestBody ? Object.entries(requestBody.content) : [];
  const rows = [
    ...(parameters ?? []).flatMap((one) =>
      "name" in one ? [[one.name, one.in + (one.required ? ", required" : ""), one.description ?? ""]] : [],
    ),
    ...content.map(([type, { schema }]) => [
      schema && "$ref" in schema ? nameOf(schema.$ref!) : "body",
      "body",
      type,
    ]),
  ];
  return html`<article>
    <h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></h3>
    <p>${summary}</p>
    ${rows.length === 0 ? "" : table(["Takes", "In", "Meaning"], rows)}
    ${table(
      ["Answers", "When"],
      Object.entries(responses ?? {}).map(([status, { description }]) => [status, description]),
    )}
  </article>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]) {
  return html`<table>
    <thead>
      <tr>
        ${head.map((one) => html`<th scope="col">${one}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell, i) => (i === 0 ? html`<td><code>${cell}</code></td>` : html`<td>${cell}</td>`))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** Light and dark, from a phone's width on. */
export const docsStyle = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #0e1116);
  --surface: light-dark(#fff, #161b22);
  --edge: light-dark(#dfe3e8, #2a313c);
  --text: light-dark(#16181d, #e8ebf0);
  --accent: light-dark(#1d4ed8, #8ab4ff);
  font: 100%/1.6 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); }
header, main { max-width: 60rem; margin: 0 auto; padding: 1rem clamp(1rem, 4vw, 2rem); }
h1 small { font-size: 0.5em; font-weight: 400; }
a { color: var(--accent); }
article, details { background: var(--surface); border: 1px solid var(--edge); border-radius: 10px; padding: 0.75rem 1.25rem; margin: 0 0 1rem; overflow-x: auto; }
h3 { margin: 0.25rem 0; font-size: 1.05rem; }
.method { display: inline-block; min-width: 4.5rem; color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; border-top: 1px solid var(--edge); vertical-align: top; }
th { border: 0; font-size: 0.85rem; }
summary { cursor: pointer; font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
pre { overflow-x: auto; }
`;
