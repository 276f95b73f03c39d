/** Schemas of requests and responses: each one validates, types and documents. */
import { z } from "@hono/zod-openapi";
import { ID_PATTERN } from "../_ids.ts";

/** Largest and usual length of a page of notes. */
export const PAGE = { limit: 20, max: 100 } as const;

const title = z.string().trim().min(1).max(200).openapi({ example: "Shopping" });
const text = z.string().max(10_000).openapi({ example: "Milk, bread, a new bicycle bell" });
const tags = z
  .array(z.string().trim().min(1).max(50))
  .max(20)
  .openapi({ example: ["home"] });

const id = z.string().regex(ID_PATTERN).openapi({ example: "0198c1f0a2b3c4d5e6f708192a3b4c5d" });

/** A note as it is sent to be made, or to take the place of another. */
export const NoteInput = z
  .strictObject({ title, text: text.default(""), tags: tags.default([]) })
  .openapi("NoteInput");

/** A change by JSON Merge Patch (RFC 7396): what is absent stays, what is null becomes empty. */
export const NotePatch = z
  .strictObject({ title: title.optional(), text: text.nullish(), tags: tags.nullish() })
  .openapi("NotePatch");

/** A note as it is answered. */
export const Note = z
  .object({ id, title, text, tags, createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() })
  .openapi("Note");

/** A page of notes, newest first. */
export const NotePage = z
  .object({
    items: z.array(Note),
    nextCursor: id.optional().openapi({ description: "Absent on the last page" }),
  })
  .openapi("NotePage");

/** Parameters of a page. */
export const PageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE.max)
    .default(PAGE.limit)
    .openapi({ param: { name: "limit", in: "query" }, description: "Notes on a page" }),
  cursor: id
    .optional()
    .openapi({ param: { name: "cursor", in: "query" }, description: "nextCursor of the page before" }),
});

/** Parameters that identify a note. */
export const NoteParams = z.object({ id: id.openapi({ param: { name: "id", in: "path" } }) });

/** The condition of a change: 428 without it, 412 when the note is another by now. */
export const IfMatch = z.object({
  "if-match": z
    .string()
    .optional()
    .openapi({
      param: { name: "if-match", in: "header", required: true },
      description: "The note's ETag, or *",
    }),
});

/** An error (RFC 9457). */
export const Problem = z
  .object({
    type: z.string().openapi({ example: "about:blank" }),
    title: z.string().openapi({ example: "Unprocessable Content" }),
    status: z.int().openapi({ example: 422 }),
    detail: z.string().optional(),
    errors: z
      .array(
        z.object({ detail: z.string(), pointer: z.string().optional(), parameter: z.string().optional() }),
      )
      .optional()
      .openapi({ description: "What is wrong: in the body by JSON pointer, in the request by parameter" }),
  })
  .openapi("Problem");

export type NoteInput = z.infer<typeof NoteInput>;
export type NotePatch = z.infer<typeof NotePatch>;
export type Note = z.infer<typeof Note>;
export type NotePage = z.infer<typeof NotePage>;
export type Problem = z.infer<typeof Problem>;
