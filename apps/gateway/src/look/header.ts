/** The header that every page of the gateway begins with. */
import { escapeHtml } from "./escape.ts";

/** The pages that the header leads to, by the name of their application. */
const PLACES = {
  notes: ["Notes", "api/docs"],
  shop: ["Shop", "shop/"],
  files: ["Files", "files/"],
  httpbin: ["httpbin", "httpbin/"],
  health: ["Health", "health"],
} as const;

export type Place = keyof typeof PLACES;

/** The mark of TSGI. Inline, since the policies of some pages allow no image of another origin. */
const MARK = `<svg viewBox="0 0 96 96" width="32" height="32" aria-hidden="true" focusable="false">
<rect width="96" height="96" rx="20" fill="#1d4ed8"/>
<path d="M20 72V46a28 28 0 0 1 56 0v26" fill="none" stroke="#fff" stroke-width="10" stroke-linecap="round"/>
<path d="M36 52h26m-10-11 11 11-11 11" fill="none" stroke="#93c5fd" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>
</svg>`;

/**
 * Returns the header: the way home, and to the other applications.
 *
 * @param home URL of the gateway's home page, with a slash at the end; without one there is no header, since the application
 *   stands alone
 */
export function siteHeader(home: string | undefined, current?: Place): string {
  if (home === undefined) return "";
  const links = Object.entries(PLACES).map(([name, [text, path]]) => {
    const here = name === current ? ' aria-current="page"' : "";
    return `<a href="${escapeHtml(home + path)}"${here}>${text}</a>`;
  });
  return `<header class="site"><div>
<a class="brand" href="${escapeHtml(home)}">${MARK}<span>TSGI gateway</span></a>
<nav aria-label="Gateway">${links.join(" ")}</nav>
</div></header>`;
}
