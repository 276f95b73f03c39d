import { escapeHtml } from "./reply.ts";
import type { Route } from "./router.ts";

/** The page at the root: every route, and a link where a browser can follow one. */
export function landingPage(routes: readonly Route[], root: string): string {
  const items = routes.map(({ pattern, methods }) => {
    const code = `<code>${escapeHtml(pattern)}</code>`;
    const isLink = methods.includes("GET") && !pattern.includes("<");
    return `<li>${isLink ? `<a href="${escapeHtml(root + pattern)}">${code}</a>` : code} <small>${methods[0]}</small></li>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>httpbin on TSGI</title>
<style>:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif } body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem }</style>
</head>
<body>
<h1>httpbin on TSGI</h1>
<p>Answers HTTP requests as <a href="https://github.com/postmanlabs/httpbin">httpbin</a> does.</p>
<ul>
${items.join("\n")}
</ul>
</body>
</html>
`;
}
