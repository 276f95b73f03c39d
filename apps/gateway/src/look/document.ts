/** The frame of an HTML page. */
import { siteHeader, type Place } from "./header.ts";

/** A page, apart from its frame. All are HTML, apart from `title`, which is escaped already. */
export interface Page {
  readonly title: string;
  /** URL of the stylesheet. */
  readonly style: string;
  /** URL of the icon. Default: none. */
  readonly icon?: string;
  /** URL of the gateway's home page, if there is one. */
  readonly home: string | undefined;
  readonly current?: Place;
  /** More elements of the head. */
  readonly head?: string;
  /** Everything after the header, `<main>` included. */
  readonly body: string;
}

/** Returns the page as a document. */
export function htmlDocument({
  title,
  style,
  icon = "data:,",
  home,
  current,
  head = "",
  body,
}: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${style}">
${head}</head>
<body>
${siteHeader(home, current)}
${body}
</body>
</html>
`;
}
