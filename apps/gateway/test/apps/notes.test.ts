/** Notes on Hono's own server for Node, over each store. */
import { getRequestListener } from "@hono/node-server";
import { array, assert, asyncProperty, json, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNotes } from "../../src/apps/notes/index.ts";
import { listen } from "../../src/hosts/_listen.ts";
import type { Started } from "../../src/hosts/_start.ts";
import { stores, type TestStore } from "./_stores.ts";

interface NoteJson {
  id: string;
  title: string;
  text: string;
  tags: string[];
  createdAt: string;
  updatedAt: string;
}

const MISSING = "0".repeat(32);

/** Reads a problem from a response, for comparison with {@link problem}. */
async function readProblem(response: Response): Promise<Record<string, unknown>> {
  const contentType = response.headers.get("content-type");
  return { http: response.status, contentType, ...((await response.json()) as object) };
}

function problem(status: number): Record<string, unknown> {
  return { http: status, contentType: "application/problem+json", type: "about:blank", status };
}

describe.each(Object.keys(stores))("notes, state in %s", (kind) => {
  let store: TestStore;
  let server: Started;
  const logged: unknown[] = [];

  beforeAll(async () => {
    store = await stores[kind]!();
    server = await serve(store);
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });

  async function serve({ storage }: Pick<TestStore, "storage">): Promise<Started> {
    const app = createNotes({
      storage,
      basePath: "/api",
      bodyLimit: 20_000,
      logError: (e) => logged.push(e),
    });
    return listen(getRequestListener(app.fetch), { port: 0, hostname: "127.0.0.1" });
  }

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    return fetch(new URL(path, server.url), {
      method,
      redirect: "manual",
      headers: { ...(body === undefined ? {} : { "content-type": type }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  };
  const create = async (body: unknown): Promise<{ note: NoteJson; etag: string; path: string }> => {
    const response = await call("POST", "/notes", body);
    expect(response.status).toBe(201);
    const note = (await response.json()) as NoteJson;
    return { note, etag: response.headers.get("etag")!, path: `/notes/${note.id}` };
  };

  test("creates, and returns the URL", async () => {
    const response = await call("POST", "/notes", { title: "  One ", text: "<b>&", tags: ["a", "b"] });
    expect(response.status).toBe(201);
    const note = (await response.json()) as NoteJson;
    expect(note).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      title: "One",
      text: "<b>&",
      tags: ["a", "b"],
      createdAt: note.updatedAt,
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(response.headers.get("location")).toBe(`/api/notes/${note.id}`);
    const read = await call("GET", `/notes/${note.id}`);
    expect(await read.json()).toEqual(note);
    expect(read.headers.get("etag")).toBe(response.headers.get("etag"));
    expect(await (await reopened(note.id)).json()).toEqual(note);
  });

  async function reopened(id: string): Promise<Response> {
    const app = createNotes({ storage: await store.reopen() });
    return app.request(`/notes/${id}`);
  }

  test("replaces, patches and deletes under If-Match", async () => {
    const { note, etag, path } = await create({ title: "Two", text: "old", tags: ["x"] });
    const replaced = await call("PUT", path, { title: "Two again" }, { "if-match": etag });
    expect(replaced.status).toBe(200);
    expect(await replaced.json()).toMatchObject({ id: note.id, title: "Two again", text: "", tags: [] });
    const second = replaced.headers.get("etag")!;
    expect(second).not.toBe(etag);

    const patched = await call(
      "PATCH",
      path,
      { text: "new", tags: ["y"] },
      { "if-match": `"other", ${second}` },
    );
    expect(await patched.json()).toMatchObject({ title: "Two again", text: "new", tags: ["y"] });
    const emptied = await call("PATCH", path, { text: null, tags: null }, { "if-match": "*" });
    expect(await emptied.json()).toMatchObject({ title: "Two again", text: "", tags: [] });

    const gone = await call("DELETE", path, undefined, { "if-match": emptied.headers.get("etag")! });
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
    expect(await readProblem(await call("GET", path))).toMatchObject(problem(404));
    expect(await readProblem(await call("DELETE", path, undefined, { "if-match": "*" }))).toMatchObject(
      problem(404),
    );
  });

  test.each(["PUT", "PATCH", "DELETE"])(
    "%s without If-Match, or with another, changes nothing",
    async (method) => {
      const { note, etag, path } = await create({ title: "Kept" });
      const body = method === "DELETE" ? undefined : { title: "Lost" };
      expect(await readProblem(await call(method, path, body))).toMatchObject(problem(428));
      for (const tag of ['"other"', `W/${etag}`, "garbage", ""]) {
        expect(await readProblem(await call(method, path, body, { "if-match": tag }))).toMatchObject(
          problem(412),
        );
      }
      expect(await (await call("GET", path)).json()).toEqual(note);
    },
  );

  test("of changes at once from one state, one wins", async () => {
    const { etag, path } = await create({ title: "Race" });
    const titles = Array.from({ length: 8 }, (_, i) => `Runner ${i}`);
    const answers = await Promise.all(
      titles.map((title) => call("PUT", path, { title }, { "if-match": etag })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(412)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await (await call("GET", path)).json()).toMatchObject({ title: titles[winner] });
  });

  test("requests at once see their own notes alone", async () => {
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i} `.repeat(i + 1));
    const notes = await Promise.all(texts.map((text, i) => create({ title: `n${i}`, text })));
    expect(notes.map(({ note }) => note.text)).toEqual(texts);
    expect(new Set(notes.map(({ note }) => note.id)).size).toBe(20);
    const read = await Promise.all(notes.map(async ({ path }) => (await call("GET", path)).json()));
    expect(read).toEqual(notes.map(({ note }) => note));
  });

  test("answers 304 to a read of the known state, HEAD without body", async () => {
    const { etag, path } = await create({ title: "Known" });
    const same = await call("GET", path, undefined, { "if-none-match": `"x", W/${etag}` });
    expect([same.status, same.headers.get("etag"), await same.text()]).toEqual([304, etag, ""]);
    expect((await call("GET", path, undefined, { "if-none-match": '"x"' })).status).toBe(200);
    expect(await readProblem(await call("GET", path, undefined, { "if-match": '"x"' }))).toMatchObject(
      problem(412),
    );
    const head = await call("HEAD", path);
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
  });

  test("pages through all notes, newest first, each once", async () => {
    const own = await stores[kind]!();
    const other = await serve(own);
    for (let i = 0; i < 20; i++) {
      await fetch(new URL("/notes", other.url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ title: `t${i}` }),
      });
    }
    const ids: string[] = [];
    const sizes: number[] = [];
    for (let next: string | undefined = "/api/notes?limit=10"; next;) {
      const response: Response = await fetch(new URL(next.replace(/^\/api/, ""), other.url));
      const { items, nextCursor } = (await response.json()) as { items: NoteJson[]; nextCursor?: string };
      sizes.push(items.length);
      ids.push(...items.map(({ id }) => id));
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      expect(next).toBe(nextCursor && `/api/notes?limit=10&cursor=${nextCursor}`);
    }
    expect(sizes).toEqual([10, 10]);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(ids).toHaveLength(20);
    const usual = (await (await fetch(new URL("/notes", other.url))).json()) as { items: unknown[] };
    expect(usual.items).toHaveLength(20);
    await other.close();
    await own.close();
  });

  test.each(["limit=0", "limit=101", "limit=1.5", "limit=x", "cursor=..", "cursor=%0d%0a"])(
    "refuses ?%s, and names the parameter",
    async (query) => {
      const found = await readProblem(await call("GET", `/notes?${query}`));
      const errors = [{ detail: expect.any(String), parameter: query.split("=")[0] }];
      expect(found).toMatchObject({ ...problem(422), errors });
    },
  );

  test.each<[string, unknown, string]>([
    ["nothing", {}, "#/title"],
    ["no title", { title: "" }, "#/title"],
    ["a long title", { title: "x".repeat(201) }, "#/title"],
    ["a number for a title", { title: 1 }, "#/title"],
    ["a long text", { title: "x", text: "x".repeat(10_001) }, "#/text"],
    ["an empty tag", { title: "x", tags: ["ok", ""] }, "#/tags/1"],
    ["many tags", { title: "x", tags: Array(21).fill("t") }, "#/tags"],
    ["an id", { title: "x", id: MISSING }, "#"],
    ["a constructor", { title: "x", constructor: { prototype: { polluted: 1 } } }, "#"],
    ["an array", [], "#"],
    ["null", "null", "#"],
    ["a string", '"text"', "#"],
  ])("refuses %s with 422, and points at it", async (_, body, pointer) => {
    const errors = [{ detail: expect.any(String), pointer }];
    expect(await readProblem(await call("POST", "/notes", body))).toMatchObject({ ...problem(422), errors });
  });

  test("does not let __proto__ through", async () => {
    const response = await call("POST", "/notes", '{"title":"x","__proto__":{"polluted":1}}');
    expect(await response.text()).not.toContain("polluted");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test.each(["{", "", "{'title':1}", '{"title":"x"}garbage', "\u0000", "NaN"])(
    "refuses the body %j with 400",
    async (body) => {
      expect(await readProblem(await call("POST", "/notes", body))).toMatchObject(problem(400));
    },
  );

  test("refuses a body that is too large, told or not", async () => {
    const title = "x".repeat(20_001);
    expect(await readProblem(await call("POST", "/notes", { title }))).toMatchObject(problem(413));
    const chunked = await fetch(new URL("/notes", server.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Blob([JSON.stringify({ title })]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(await readProblem(chunked)).toMatchObject(problem(413));
    const small = await fetch(new URL("/notes", server.url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Blob(['{"title":"streamed"}']).stream(),
      duplex: "half",
    } as RequestInit);
    expect(small.status).toBe(201);
  });

  test("refuses other media types and codings, and names the type of a patch", async () => {
    const { path, etag } = await create({ title: "Typed" });
    const type = (value: string) => ({ "content-type": value, "if-match": etag });
    expect(
      await readProblem(await call("POST", "/notes", "title=x", type("application/x-www-form-urlencoded"))),
    ).toMatchObject(problem(415));
    expect(
      await readProblem(await call("POST", "/notes", '{"title":"x"}', type("text/plain"))),
    ).toMatchObject(problem(415));
    expect(await readProblem(await call("PUT", path, '{"title":"x"}', type("text/json")))).toMatchObject(
      problem(415),
    );
    const patch = await call("PATCH", path, "[]", type("application/json-patch+json"));
    expect(patch.headers.get("accept-patch")).toBe("application/merge-patch+json");
    expect(await readProblem(patch)).toMatchObject(problem(415));
    expect(
      await readProblem(await call("POST", "/notes", { title: "x" }, { "content-encoding": "gzip" })),
    ).toMatchObject(problem(415));
  });

  test.each([
    ["DELETE", "/notes", "GET, HEAD, POST, OPTIONS"],
    ["POST", `/notes/${MISSING}`, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"],
    ["PUT", "/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/docs", "GET, HEAD, OPTIONS"],
  ])("%s %s is not allowed; Allow names what is", async (method, path, allow) => {
    const response = await call(method, path, method === "DELETE" ? undefined : {});
    expect(response.headers.get("allow")).toBe(allow);
    expect(await readProblem(response)).toMatchObject(problem(405));
    const options = await call("OPTIONS", path);
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
  });

  test.each([
    "/nothing",
    "/notes/",
    "/notes/..%2f..%2fetc",
    "/notes/x",
    `/notes/${MISSING}`,
    "/notes/%00",
    "/notes/%",
  ])("answers 404 at %s", async (path) => {
    expect(await readProblem(await call("GET", path))).toMatchObject(problem(404));
  });

  test("describes itself in OpenAPI 3.1, every answer of an error as a problem", async () => {
    const document = (await (await call("GET", "/openapi.json")).json()) as Record<string, never>;
    expect(document["openapi"]).toBe("3.1.0");
    expect(document["servers"]).toEqual([{ url: "/api" }]);
    const paths = document["paths"] as Record<
      string,
      Record<string, { responses: Record<string, { content?: object }> }>
    >;
    expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item)])).toEqual([
      ["/notes", ["get", "post"]],
      ["/notes/{id}", ["get", "put", "patch", "delete"]],
    ]);
    for (const { responses } of Object.values(paths).flatMap((item) => Object.values(item))) {
      const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      for (const [, { content }] of errors) {
        expect(Object.keys(content!)).toEqual(["application/problem+json"]);
      }
    }
    const text = JSON.stringify(document);
    const names = Object.keys((document["components"] as { schemas: object }).schemas);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(names).toContain(name);
  });

  test("shows its description on a page with nothing from elsewhere", async () => {
    const start = await call("GET", "/");
    expect([start.status, start.headers.get("location")]).toEqual([302, "/api/docs"]);
    const response = await call("GET", "/docs");
    const page = await response.text();
    expect(page).toContain("<code>/api/notes/{id}</code>");
    expect(page).not.toMatch(/<script|https?:|\/\/[a-z]/);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await call("GET", "/docs.css")).headers.get("content-type")).toBe("text/css; charset=utf-8");
  });

  test("keeps whatever text fits the schema, and answers only 201, 400 or 422 to any JSON", async () => {
    const text = string({ unit: "binary", maxLength: 50 });
    await assert(
      asyncProperty(text, array(text, { maxLength: 3 }), async (body, tags) => {
        const sent = { title: "any", text: body, tags: tags.map((tag) => tag.trim()).filter(Boolean) };
        const { note, path } = await create(sent);
        expect(note).toMatchObject(JSON.parse(JSON.stringify(sent)));
        expect(await (await call("GET", path)).json()).toEqual(note);
      }),
      { numRuns: 30 },
    );
    await assert(
      asyncProperty(json(), async (body) => {
        expect([201, 422]).toContain((await call("POST", "/notes", body)).status);
      }),
      { numRuns: 60 },
    );
  });

  test("tells a client nothing of an error inside", async () => {
    const broken = { ...store.storage, getKeys: () => Promise.reject(new Error("secret path /var/x")) };
    const other = await serve({ storage: broken });
    const response = await fetch(new URL("/notes", other.url));
    expect(await readProblem(response)).toEqual({ ...problem(500), title: "Internal Server Error" });
    expect(logged.map(String)).toEqual(["Error: secret path /var/x"]);
    await other.close();
  });
});
