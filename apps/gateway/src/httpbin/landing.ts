/** The page at the root: every route by subject, with a link for those that a browser can follow. */
import { htmlDocument } from "../look/document.ts";
import { escapeHtml } from "../look/escape.ts";
import { EXAMPLES } from "./examples.ts";
import type { Route } from "./router.ts";

export type RouteGroup = readonly [subject: string, routes: readonly Route[]];

/** Returns the page. `root` is the path that httpbin is mounted at, `home` the gateway's home page. */
export function landingPage(groups: readonly RouteGroup[], root: string, home: string | undefined): string {
  const contents = groups.map(([subject]) => `<li><a href="#${idOf(subject)}">${subject}</a></li>`);
  return htmlDocument({
    title: "httpbin on TSGI",
    style: `${escapeHtml(root)}/static/style.css`,
    home,
    current: "httpbin",
    body: `<main>
<h1>httpbin on TSGI</h1>
<p class="lead">Responds to HTTP requests as <a href="https://github.com/postmanlabs/httpbin">httpbin</a> does. Each link
requests an example; some of them are errors on purpose, as the text beside them says.</p>
<ul class="contents">${contents.join(" ")}</ul>
${groups.map((group) => section(group, root)).join("\n")}
</main>`,
  });
}

function section([subject, routes]: RouteGroup, root: string): string {
  const id = idOf(subject);
  const items = routes.map((route) => item(route, root));
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${subject}</h2>
<ul class="routes">
${items.join("\n")}
</ul>
</section>`;
}

function item({ pattern, methods }: Route, root: string): string {
  const [path = pattern, text = ""] = EXAMPLES[pattern] ?? [];
  const code = `<code>${escapeHtml(pattern)}</code>`;
  const target = methods.includes("GET") ? `<a href="${escapeHtml(root + path)}">${code}</a>` : code;
  const method = methods[0] === "GET" && methods.includes("POST") ? "any" : methods[0];
  return `<li><span class="method">${method}</span> <div>${target}</div> <p>${escapeHtml(text)}</p></li>`;
}

function idOf(subject: string): string {
  return subject.toLowerCase().replaceAll(" ", "-");
}
