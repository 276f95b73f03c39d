import {
  asApplication,
  bufferBody,
  isWhole,
  type Application,
  type ApplicationLike,
  type Environ,
  type HeaderList,
  type Middleware,
} from "@tsgi/core";
import { Head, MemoryInput, isThenable } from "@tsgi/core/server";
import { discard } from "./response/body.ts";
import { contain } from "./shared/contain.ts";
import { aBoolean, aFunction, aPath, checkOptions, checkResult, optionError } from "./shared/options.ts";
import { prefersJson } from "./response/problem.ts";
import { rewriteResponse, type AppResponse } from "./response/rewrite.ts";

/** Options of {@link errorDocuments}. */
export interface ErrorDocumentsOptions {
  /** Documents by status: a path that is requested from the application itself with GET, or an application of its own. */
  readonly documents: Readonly<Record<number, string | ApplicationLike>>;
  /**
   * Returns whether to send a document. A result that is not a boolean is logged, and the response stays unchanged.
   * Default: unless the client prefers JSON.
   */
  readonly when?: (environ: Environ, status: number) => boolean;
}

/** Request headers that ask for a part or for a change: the document is needed completely. */
const CONDITIONS =
  /^(?:if-(?:match|none-match|modified-since|unmodified-since|range)|range|content-(?:type|length|encoding))$/i;
const OF_CONTENT = /^content-(?!security-policy)/i;

/**
 * Replaces the bodies of error responses with documents. Status and headers stay, except for those that describe the body.
 * If a document fails or is itself an error, the response stays unchanged. A document may have at most 1 MiB.
 *
 * @throws TSGI_OPTION_INVALID, TSGI_APPLICATION_INVALID at once
 * @example
 * const app = errorDocuments({ documents: { 404: "/errors/404.html", 503: maintenance } })(shop);
 */
export function errorDocuments(options: ErrorDocumentsOptions): Middleware {
  checkOptions("errorDocuments", options, {
    documents: { is: isTable, must: "an object by status, 400 to 599" },
    when: aFunction,
  });
  const { documents, when = (environ: Environ) => !prefersJson(environ) } = options;
  if (documents === undefined) throw optionError("errorDocuments", "documents", documents, "set");
  return (app) => {
    const table = new Map(
      Object.entries(documents).map(([status, place]) => [Number(status), documentOf(status, place, app)]),
    );
    return (environ, startResponse) =>
      rewriteResponse(app, environ, startResponse, (response) => {
        const document = table.get(response.status);
        const isWanted = (): boolean =>
          checkResult("errorDocuments", "when", when(environ, response.status), aBoolean);
        if (document === undefined || !contain(environ, isWanted, false)) return response;
        return replaceBody(environ, response, document);
      });
  };
}

type Document = (environ: Environ) => { application: Application; environ: Environ };

function isTable(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).every((status) => /^[45]\d\d$/.test(status))
  );
}

function documentOf(status: string, place: string | ApplicationLike, app: Application): Document {
  if (typeof place !== "string") {
    const application = asApplication(place);
    return (environ) => ({ application, environ: forDocument(environ, environ.pathInfo) });
  }
  if (!aPath.is(place)) throw optionError("errorDocuments", `documents.${status}`, place, aPath.must);
  return (environ) => ({ application: app, environ: forDocument(environ, place) });
}

function forDocument(environ: Environ, pathInfo: string): Environ {
  const headers: string[] = [];
  for (let i = 0; i < environ.headers.length; i += 2) {
    if (!CONDITIONS.test(environ.headers[i]!)) headers.push(environ.headers[i]!, environ.headers[i + 1]!);
  }
  return environ.derive({ method: "GET", pathInfo, queryString: "", headers, input: new MemoryInput() });
}

function replaceBody(
  environ: Environ,
  response: AppResponse,
  document: Document,
): AppResponse | PromiseLike<AppResponse> {
  const failed = (error: unknown): AppResponse => {
    environ.waitUntil(Promise.reject(error)); // logs it
    return response;
  };
  try {
    const asked = ask(document(environ));
    if (isThenable(asked)) return asked.then((answer) => merge(environ, response, answer), failed);
    return merge(environ, response, asked);
  } catch (error) {
    return failed(error);
  }
}

function ask({ application, environ }: ReturnType<Document>): AppResponse | PromiseLike<AppResponse> {
  let head: { status: number; headers: HeaderList } = { status: 0, headers: [] };
  const body = application(environ, (status, headers) => {
    void new Head(status, headers);
    head = { status, headers: [...headers] };
  });
  const whole = isThenable(body)
    ? Promise.resolve(body).then((settled) => bufferBody(settled))
    : bufferBody(body);
  return isThenable(whole) ? whole.then((text) => ({ ...head, body: text })) : { ...head, body: whole };
}

function merge(environ: Environ, response: AppResponse, { status, headers, body }: AppResponse): AppResponse {
  if (status < 200 || status > 299 || !isWhole(body) || body === null) return response;
  discard(environ, response.body);
  const kept = response.headers.filter(([name]) => !OF_CONTENT.test(name));
  return {
    status: response.status,
    headers: [...kept, ...headers.filter(([name]) => OF_CONTENT.test(name))],
    body,
  };
}
