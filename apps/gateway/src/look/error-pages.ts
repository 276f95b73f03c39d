/** Pages for what goes wrong. */
import { compose, type Application, type HeaderList, type Middleware } from "@tsgi/core";
import { errorDocuments } from "@tsgi/middleware/error-documents";
import { htmlDocument } from "./document.ts";

const PAGES: Readonly<Record<number, readonly [title: string, text: string]>> = {
  403: ["Forbidden", "The gateway rejects this request, because another site sent it."],
  404: ["Page not found", "No application of this gateway has a page at this address."],
  405: ["Method not allowed", "This page can be read, but it takes no form."],
  413: ["Request too large", "The request has more bytes than this application accepts."],
  500: ["Something went wrong", "The application failed. The log of the server has the reason."],
  503: ["Unavailable", "The gateway cannot answer at the moment. Try again soon."],
  504: ["Timed out", "The application took too long to answer. Try again."],
};

const HTML = [["content-type", "text/html; charset=utf-8"]] as const;
const VARY = ["vary", "accept"] as const;

/** Returns whether the client is a browser that shows a page: one that names HTML in Accept. */
export function acceptsHtml(accept: string | undefined): boolean {
  return /(^|,)\s*text\/html\b/i.test(accept ?? "");
}

/**
 * Shows browsers a page in place of a short text or JSON. Every other client gets what the application sends.
 *
 * @param place path that the application is mounted at, `""` for the root
 */
export function errorPages(place: string): Middleware {
  const documents = Object.fromEntries(
    Object.keys(PAGES).map((status): [string, Application] => [
      status,
      ({ scriptName }, startResponse) => {
        startResponse(200, HTML);
        return errorPage(Number(status), `${scriptName.slice(0, scriptName.length - place.length)}/`);
      },
    ]),
  );
  return compose(
    varyByAccept,
    errorDocuments({ documents, when: (environ) => acceptsHtml(environ.header("accept")) }),
  );
}

/** Names Accept in the Vary of errors, so that no cache mixes pages and texts up. */
const varyByAccept: Middleware = (app) => (environ, startResponse) =>
  app(environ, (status, headers, error) =>
    startResponse(
      status,
      status in PAGES && Array.isArray(headers) ? [...(headers as HeaderList), VARY] : headers,
      error,
    ),
  );

/** Returns the page of a status. `home` is the path of the gateway's home page. */
function errorPage(status: number, home: string): string {
  const [title, text] = PAGES[status]!;
  return htmlDocument({
    title: `${title} · TSGI gateway`,
    style: `${home}style.css`,
    icon: `${home}icon.svg`,
    home,
    body: `<main>
<p class="eyebrow">${status}</p>
<h1>${title}</h1>
<p class="lead">${text}</p>
<p><a href="${home}">Home page of the gateway</a></p>
</main>`,
  });
}
