import {
  asApplication,
  bufferBody,
  isWhole,
  type Application,
  type ApplicationLike,
  type Body,
  type Environ,
  type HeaderList,
  type Middleware,
} from "@tsgi/core";
import { Head, MemoryInput, isThenable } from "@tsgi/core/server";
import { discard } from "./response/body.ts";
import { contain } from "./shared/contain.ts";
import { aBoolean, aFunction, aPath, checkOptions, checkResult, optionError } from "./shared/options.ts";
import { prefersJson } from "./response/problem.ts";
import { reviseReply, type Reply } from "./response/rewrite.ts";

/** What stands in for the body of an error, by its status. */
export interface ErrorDocumentsOptions {
  /** A path that the application itself is asked for with GET, or an application of its own. */
  readonly documents: Readonly<Record<number, string | ApplicationLike>>;
  /**
   * Tells whether a document may stand in. A result that is no boolean is logged, and the response stays as it was.
   * Default: unless the client prefers JSON.
   */
  readonly when?: (environ: Environ, status: number) => boolean;
}

/** Request headers that ask for a part, or for a change: a document is wanted whole. */
const CONDITIONS =
  /^(?:if-(?:match|none-match|modified-since|unmodified-since|range)|range|content-(?:type|length|encoding))$/i;
const OF_CONTENT = /^content-(?!security-policy)/i;

/**
 * Puts documents in the place of the bodies of error responses. Status and headers stay, apart from those that describe the
 * body. A document that fails, or is an error itself, leaves the response as it was. At most 1 MiB each.
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
  if (documents === undefined) throw optionError("errorDocuments", "documents", documents, "given");
  return (app) => {
    const table = new Map(
      Object.entries(documents).map(([status, place]) => [Number(status), documentOf(status, place, app)]),
    );
    return (environ, startResponse) =>
      reviseReply(app, environ, startResponse, (reply) => {
        const document = table.get(reply.status);
        const isWanted = (): boolean =>
          checkResult("errorDocuments", "when", when(environ, reply.status), aBoolean);
        if (document === undefined || !contain(environ, isWanted, false)) return reply;
        return standIn(environ, reply, document);
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

function standIn(environ: Environ, reply: Reply, document: Document): Reply | PromiseLike<Reply> {
  const failed = (error: unknown): Reply => {
    environ.waitUntil(Promise.reject(error)); // which logs it
    return reply;
  };
  try {
    const asked = ask(document(environ));
    if (isThenable(asked)) return asked.then((answer) => merge(environ, reply, answer), failed);
    return merge(environ, reply, asked);
  } catch (error) {
    return failed(error);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body;
}

function ask({ application, environ }: ReturnType<Document>): Answer | PromiseLike<Answer> {
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

function merge(environ: Environ, reply: Reply, { status, headers, body }: Answer): Reply {
  if (status < 200 || status > 299 || !isWhole(body) || body === null) return reply;
  discard(environ, reply.body);
  const kept = reply.headers.filter(([name]) => !OF_CONTENT.test(name));
  return {
    status: reply.status,
    headers: [...kept, ...headers.filter(([name]) => OF_CONTENT.test(name))],
    body,
  };
}
