/** Notes: a small API in Hono, with its own description in OpenAPI. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { homeAbove } from "../../look/home-above.ts";
import { style } from "../../look/style.ts";
import type { AppStorage } from "../../storage.ts";
import { weighConditions } from "../_preconditions.ts";
import { docsPage } from "./docs-page.ts";
import { NoteStore, type StoredNote } from "./note-store.ts";
import { methodNotAllowed, notFound, ProblemError, problemOf } from "./problems.ts";
import * as routes from "./routes.ts";
import { Problem } from "./schemas.ts";
import { asErrors } from "./_validation.ts";

/** Options of {@link createNotes}. */
export interface NotesOptions {
  /** Store of the notes. */
  readonly storage: AppStorage;
  /** Path that the application is mounted at, for the links it makes: `/api`. Default: `""`. */
  readonly basePath?: string;
  /**
   * URL of the site's home page, for a header that leads there. Default: the site above a host name such as `notes.localhost`,
   * otherwise no such header.
   */
  readonly home?: string;
  /** Largest body, in bytes. Default: 65,536. */
  readonly bodyLimit?: number;
  /** Takes the errors that are answered with 500. Default: `console.error`. */
  readonly logError?: (error: unknown) => void;
}

/** Makes the application. Its own paths start at `/`: the mount removes its path first. */
export function createNotes(options: NotesOptions): OpenAPIHono {
  const { basePath = "", home, bodyLimit: maxSize = 65_536, logError = console.error } = options;
  const notes = new NoteStore(options.storage);
  const app = new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      // An id of another form names no note.
      if (result.target === "param") throw new ProblemError(404, "no note has this id");
      throw new ProblemError(422, "what was sent does not fit the schema", {
        errors: asErrors(result.error.issues, result.target),
      });
    },
  });

  app.use(
    secureHeaders({
      // These speak for the whole origin, of which this is a part.
      originAgentCluster: false,
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["data:"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  app.use(bodyLimit({ maxSize, onError: tooLarge(maxSize) }));

  app.openapi(routes.listNotes, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await notes.list(limit, cursor);
    const last = page.notes.at(-1);
    if (!page.more || !last) return c.json({ items: page.notes }, 200);
    c.header("link", `<${basePath}/notes?limit=${limit}&cursor=${last.id}>; rel="next"`);
    return c.json({ items: page.notes, nextCursor: last.id }, 200);
  });

  app.openapi(routes.createNote, async (c) => {
    const stored = await notes.create(c.req.valid("json"));
    c.header("location", `${basePath}/notes/${stored.note.id}`);
    return c.json(tagged(c, stored), 201);
  });

  app.openapi(routes.readNote, async (c) => {
    const stored = await notes.read(c.req.valid("param").id);
    if (!stored) throw new ProblemError(404, "no note has this id");
    const verdict = weighConditions(c.req.method, (name) => c.req.header(name), stored);
    if (verdict === "failed") throw changed();
    const note = tagged(c, stored);
    return verdict === "not-modified" ? c.body(null, 304) : c.json(note, 200);
  });

  app.openapi(routes.replaceNote, async (c) => {
    const input = c.req.valid("json");
    const stored = await notes.change(c.req.valid("param").id, (current) => {
      checkCondition(c, current);
      return input;
    });
    return c.json(tagged(c, stored!), 200);
  });

  app.openapi(routes.patchNote, async (c) => {
    const { title, text, tags } = c.req.valid("json");
    const stored = await notes.change(c.req.valid("param").id, (current) => {
      const { note } = checkCondition(c, current);
      return {
        title: title ?? note.title,
        text: text === undefined ? note.text : (text ?? ""),
        tags: tags === undefined ? note.tags : (tags ?? []),
      };
    });
    return c.json(tagged(c, stored!), 200);
  });

  app.openapi(routes.deleteNote, async (c) => {
    await notes.change(c.req.valid("param").id, (current) => {
      checkCondition(c, current);
      return null;
    });
    return c.body(null, 204);
  });

  app.get("/", (c) => c.redirect(`${basePath}/docs`));
  app.openAPIRegistry.register("Problem", Problem);
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Notes", version: "1.0.0", description: "A small notes API." },
    servers: [{ url: basePath || "/" }],
  });
  app.get("/openapi.json", (c) => c.json(document));
  const page = docsPage(document, basePath);
  app.get("/docs", (c) => c.html(page(home ?? homeAbove(c.req.url))));
  app.get("/docs.css", (c) => c.body(style, 200, { "content-type": "text/css; charset=utf-8" }));

  for (const [path, methods] of methodsByPath(app)) app.all(path, methodNotAllowed(methods));
  app.notFound(notFound);
  app.onError((error) => problemOf(error, logError));
  return app;
}

function tagged(c: Context, { note, etag }: StoredNote): StoredNote["note"] {
  c.header("etag", etag);
  c.header("cache-control", "no-cache");
  return note;
}

/** A change names the state it starts from (RFC 6585, section 3), so that no change is lost unnoticed. */
function checkCondition(c: Context, current: StoredNote | undefined): StoredNote {
  if (!current) throw new ProblemError(404, "no note has this id");
  if (c.req.header("if-match") === undefined) {
    throw new ProblemError(428, "send If-Match with the note's ETag");
  }
  if (weighConditions(c.req.method, (name) => c.req.header(name), current) !== "proceed") throw changed();
  return current;
}

function changed(): ProblemError {
  return new ProblemError(412, "the note is not in the state that the request names");
}

function tooLarge(maxSize: number): () => never {
  return () => {
    throw new ProblemError(413, `a body has at most ${maxSize} bytes`);
  };
}

/** Returns the methods of each path: GET includes HEAD, and every path has OPTIONS. */
function methodsByPath(app: OpenAPIHono): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, method } of app.routes) {
    if (method === "ALL") continue;
    const methods = new Set(found.get(path));
    for (const one of method === "GET" ? ["GET", "HEAD"] : [method]) methods.add(one);
    found.set(path, [...methods]);
  }
  for (const methods of found.values()) methods.push("OPTIONS");
  return found;
}
