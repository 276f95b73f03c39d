/** The description of the API as a page: no script, and nothing from elsewhere. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import { htmlDocument } from "../../look/document.ts";
import { escapeHtml } from "../../look/escape.ts";

type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<Document["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Writes the page once; returns what puts it into the frame of a site, given the URL of its home page. */
export function docsPage(document: Document, basePath: string): (home: string | undefined) => string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [operation(method, basePath + path, item[method])] : [])),
  );
  const schemas = Object.entries(document.components?.schemas ?? {});
  const main = html`<main class="api">
    <h1>${document.info.title} <small>${document.info.version}</small></h1>
    <p class="lead">
      ${document.info.description} The same as <a href="${basePath}/openapi.json">OpenAPI 3.1</a>.
    </p>
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
  </main>`.toString();
  return (home) =>
    htmlDocument({
      title: `${escapeHtml(document.info.title)} API`,
      style: `${escapeHtml(basePath)}/docs.css`,
      home,
      current: "notes",
      body: main,
    });
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
