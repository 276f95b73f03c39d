/** The routes, as they are checked and documented. */
import { createRoute, z } from "@hono/zod-openapi";
import { takesOnly } from "./_media-type.ts";
import { IfMatch, Note, NoteInput, NotePage, NoteParams, NotePatch, PageQuery, Problem } from "./schemas.ts";

const tags = ["notes"];
const etag = z.object({ etag: z.string().openapi({ description: "Names this state of the note" }) });
const noteWithTag = (description: string) => ({
  description,
  headers: etag,
  content: { "application/json": { schema: Note } },
});
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem } },
});
const invalid = { 422: problem("What was sent does not fit the schema") };
const missing = { 404: problem("No such note") };
const ofBody = {
  400: problem("The body is not JSON"),
  413: problem("The body is too large"),
  415: problem("The body is of another media type"),
  ...invalid,
};
const conditional = {
  ...missing,
  412: problem("The note is another by now"),
  428: problem("If-Match is missing"),
};
const jsonBody = { required: true, content: { "application/json": { schema: NoteInput } } };

export const listNotes = createRoute({
  method: "get",
  path: "/notes",
  tags,
  summary: "List notes, newest first",
  request: { query: PageQuery },
  responses: {
    200: {
      description: "A page of notes",
      headers: z.object({
        link: z.string().optional().openapi({ description: 'The next page: rel="next"' }),
      }),
      content: { "application/json": { schema: NotePage } },
    },
    ...invalid,
  },
});

export const createNote = createRoute({
  method: "post",
  path: "/notes",
  tags,
  summary: "Create a note",
  middleware: takesOnly("application/json", "accept-post"),
  request: { body: jsonBody },
  responses: { 201: noteWithTag("The new note; Location is its URL"), ...ofBody },
});

export const readNote = createRoute({
  method: "get",
  path: "/notes/{id}",
  tags,
  summary: "Read a note",
  request: { params: NoteParams },
  responses: {
    200: noteWithTag("The note"),
    304: { description: "The note is as If-None-Match has it" },
    ...missing,
    412: problem("The note is another than If-Match has"),
  },
});

export const replaceNote = createRoute({
  method: "put",
  path: "/notes/{id}",
  tags,
  summary: "Replace a note",
  middleware: takesOnly("application/json", "accept"),
  request: { params: NoteParams, headers: IfMatch, body: jsonBody },
  responses: { 200: noteWithTag("The note as it is now"), ...ofBody, ...conditional },
});

export const patchNote = createRoute({
  method: "patch",
  path: "/notes/{id}",
  tags,
  summary: "Change parts of a note (RFC 7396)",
  middleware: takesOnly("application/merge-patch+json", "accept-patch"),
  request: {
    params: NoteParams,
    headers: IfMatch,
    body: { required: true, content: { "application/merge-patch+json": { schema: NotePatch } } },
  },
  responses: { 200: noteWithTag("The note as it is now"), ...ofBody, ...conditional },
});

export const deleteNote = createRoute({
  method: "delete",
  path: "/notes/{id}",
  tags,
  summary: "Delete a note",
  request: { params: NoteParams, headers: IfMatch },
  responses: { 204: { description: "The note is gone" }, ...conditional },
});
