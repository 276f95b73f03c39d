import { compose, type Environ, type HeaderList, type Middleware, type StartResponse } from "@tsgi/core";
import { isHeaderList } from "./map-head.ts";

/** The fields of a head on their way, to be changed in place. */
export type Fields = (readonly [name: string, value: string])[];
/** Edits the fields of one response. */
export type EditFields = (fields: Fields, status: number) => void;
/** Is called as a request comes, and gives what edits the head of its response. */
export type HeadEdit = (environ: Environ) => EditFields;

interface Parts {
  readonly edit: HeadEdit;
  readonly inner: readonly Middleware[];
}

/** What the middleware that only edit heads are made of. */
const parts = new WeakMap<Middleware, Parts>();

/**
 * Makes a middleware that edits heads, around others. Those that follow each other can be made one, see {@link joinEdits}: a
 * head is then copied once, whatever their number.
 */
export function editHead(edit: HeadEdit, ...inner: Middleware[]): Middleware {
  const around = compose(...inner);
  const middleware: Middleware = (outer) => {
    const app = around(outer);
    return (environ, startResponse) => app(environ, edited(startResponse, edit(environ)));
  };
  parts.set(middleware, { edit, inner });
  return middleware;
}

/** One middleware of two that follow each other; undefined where they do more than edit heads. */
export function joinEdits(outer: Middleware, inner: Middleware): Middleware | undefined {
  const first = parts.get(outer);
  const second = parts.get(inner);
  if (first === undefined || second === undefined || first.inner.length > 0) return undefined;
  const edit: HeadEdit = (environ) => {
    const last = first.edit(environ);
    const before = second.edit(environ);
    return (fields, status) => {
      before(fields, status);
      last(fields, status);
    };
  };
  return editHead(edit, ...second.inner);
}

/** A head that is no head goes on as it is, for the server to refuse. */
function edited(startResponse: StartResponse, edit: EditFields): StartResponse {
  return (status, headers: HeaderList, error) => {
    if (!isHeaderList(headers)) return startResponse(status, headers, error);
    const fields: Fields = [...headers];
    edit(fields, status);
    startResponse(status, fields, error);
  };
}
