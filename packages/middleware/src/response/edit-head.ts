import { compose, type Environ, type HeaderList, type Middleware, type StartResponse } from "@tsgi/core";
import { isHeaderList } from "./map-head.ts";

/** The fields of a head, which edits change in place. */
export type Fields = (readonly [name: string, value: string])[];
/** Edits the fields of one response. */
export type EditFields = (fields: Fields, status: number) => void;
/** Runs when a request arrives, and returns the edit for its response. */
export type HeadEdit = (environ: Environ) => EditFields;

interface Parts {
  readonly edit: HeadEdit;
  readonly inner: readonly Middleware[];
}

/** The edits of each middleware that only edits heads. */
const parts = new WeakMap<Middleware, Parts>();

/**
 * Makes a middleware that edits heads, around others. {@link joinEdits} can join consecutive ones: then a head is copied
 * only once, whatever their number.
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

/** Joins two consecutive middleware; undefined if they do more than edit heads. */
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

/** Passes an invalid head on unchanged, for the server to reject. */
function edited(startResponse: StartResponse, edit: EditFields): StartResponse {
  return (status, headers: HeaderList, error) => {
    if (!isHeaderList(headers)) return startResponse(status, headers, error);
    const fields: Fields = [...headers];
    edit(fields, status);
    startResponse(status, fields, error);
  };
}
