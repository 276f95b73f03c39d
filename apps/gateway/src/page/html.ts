import type { Environ } from "@tsgi/core";
import { htmlDocument } from "../look/document.ts";
import { escapeHtml } from "../look/escape.ts";
import { matrix } from "./matrix-table.ts";

/** Routes of httpbin to try, by what they show. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "What you send": ["/get?hello=world", "/headers", "/ip", "/user-agent", "/anything/at/all?really=yes"],
  "What comes back": [
    "/status/418",
    "/response-headers?x-hello=tsgi",
    "/redirect/3",
    "/cookies/set?taste=sweet",
  ],
  "Over time": [
    "/stream/5",
    "/drip?duration=3&numbytes=30",
    "/delay/1",
    "/range/260?duration=2&chunk_size=26",
  ],
  "In other forms": [
    "/gzip",
    "/deflate",
    "/brotli",
    "/json",
    "/xml",
    "/image/svg",
    "/encoding/utf8",
    "/base64/SGVsbG8sIFRTR0kh",
  ],
};

/** Returns the page for the host that answers. */
export function home(environ: Environ): string {
  const { server } = environ;
  const host = escapeHtml(server.name);
  return htmlDocument({
    title: `TSGI gateway on ${host}`,
    style: "style.css",
    icon: "icon.svg",
    home: "./",
    head: `<meta name="description" content="One TSGI application, running on ${host}">
<script type="module" src="app.js"></script>
`,
    body: `<main class="home">
<section>
<p class="eyebrow">TypeScript Server Gateway Interface</p>
<h1><span>One application, any host.</span> <span>Here it runs on <em>${host}</em>.</span></h1>
<p class="lead">This page, the stream below, all of httpbin, a Hono, an Express and a Fastify application are one TSGI
application. It is written once, against one small contract, and no line of it depends on the server that answers you.</p>
</section>

<section class="live" aria-labelledby="live-title">
<div class="live-head">
<h2 id="live-title">Live stream</h2>
<p id="state" class="state" role="status">needs JavaScript</p>
</div>
<p class="count"><span id="count">0</span> ticks, one each second</p>
<div id="trail" class="trail" aria-hidden="true"></div>
<dl class="facts">
<div><dt>Uptime</dt><dd id="uptime">&ndash;</dd></div>
<div><dt>Host</dt><dd>${host} ${escapeHtml(server.version)}</dd></div>
<div><dt>Interface</dt><dd>TSGI ${server.interfaceVersion.join(".")}</dd></div>
<div><dt>Protocol</dt><dd>${escapeHtml(environ.protocol)}</dd></div>
<div><dt>Also offers</dt><dd>${escapeHtml(server.capabilities.join(", ") || "nothing beyond the contract")}</dd></div>
</dl>
</section>

<section aria-labelledby="kinds-title">
<h2 id="kinds-title">Any application, any host</h2>
<p>The gateway serves all of these applications at once, and tests visit each of them on each host. The hosts differ in what
HTTP itself can do there: the conformance suite counts the cases that pass.</p>
${matrix(server.name)}
</section>

<section aria-labelledby="try-title">
<h2 id="try-title">Try httpbin</h2>
<p>The response appears below, chunk by chunk as it arrives. <a href="httpbin/">All routes of httpbin</a></p>
<div class="groups">
${Object.entries(GROUPS).map(group).join("\n")}
</div>
<div class="answer" role="region" aria-label="Answer" tabindex="0">
<p id="answer-head" class="answer-head" role="status">Choose a route.</p>
<pre id="answer-body"></pre>
<img id="answer-image" alt="The image that the server sent" hidden>
</div>
</section>
</main>`,
  });
}

function group([title, routes]: [string, readonly string[]]): string {
  const links = routes.map((path) => {
    const text = escapeHtml(path);
    return `<li><a data-try href="httpbin${text}">${text}</a></li>`;
  });
  return `<div class="group"><h3>${title}</h3>\n<ul>\n${links.join("\n")}\n</ul></div>`;
}
