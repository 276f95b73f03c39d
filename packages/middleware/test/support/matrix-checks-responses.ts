/** Checks of what changes responses, or answers in place of the application. */
import { expect } from "vitest";
import { hash128 } from "../../src/etag/hash.ts";
import { LENGTH, expectText, seen, statusOf, type MatrixChecks } from "./matrix-answer.ts";

export const responseChecks: MatrixChecks = {
  async cache({ ask }) {
    const [one, other] = [`/fresh?${crypto.randomUUID()}`, `/fresh?${crypto.randomUUID()}`];
    const first = await ask(one);
    const again = await ask(one);
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(first.headers.get("cache-status")).not.toMatch(/\bhit\b/);
    expect(again.headers.get("cache-status")).toMatch(/^tsgi; hit\b/);
    expect((await ask(other)).text).not.toBe(first.text);
  },
  async compress({ ask, whole, streamed }) {
    for (const [path, codings, length] of [
      ["/text", whole, LENGTH],
      ["/stream", streamed, 2 * LENGTH],
    ] as const) {
      for (const coding of ["br", "gzip", "identity"]) {
        const answer = await ask(path, { headers: { "accept-encoding": coding } });
        expectText(answer, length);
        const expected = codings.includes(coding) ? coding : null;
        expect([path, coding, answer.headers.get("content-encoding")]).toEqual([path, coding, expected]);
      }
    }
  },
  async "conditional-get"({ ask }) {
    const first = await ask("/text");
    expectText(first);
    const tag = first.headers.get("etag")!;
    const answer = await ask("/text", { headers: { "if-none-match": tag } });
    expect([answer.status, answer.text]).toEqual([304, ""]);
    expect(await statusOf(ask("/text", { headers: { "if-match": '"another"' } }))).toBe(412);
    expectText(await ask("/text", { headers: { "if-none-match": '"another"' } }));
  },
  async cookies({ ask }) {
    const { headers, text } = await ask("/count", { headers: { cookie: "a=b; visits=1" } });
    expect([text, headers.getSetCookie()]).toEqual([
      "counted",
      [expect.stringMatching(/^visits=1%20%2B%201; Path=\//)],
    ]);
  },
  async cors({ ask }) {
    const origin = "https://app.example";
    const asked = { origin, "access-control-request-method": "PUT" };
    const preflight = await ask("/show", { method: "OPTIONS", headers: asked });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
    const answer = await ask("/text", { headers: { origin } });
    expectText(answer);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    const other = await ask("/text", { headers: { origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).not.toBe("https://evil.example");
  },
  async "error-documents"({ ask }) {
    const { status, text } = await ask("/nothing");
    expect([status, text.length]).toEqual([404, LENGTH]);
    const json = await ask("/nothing", { headers: { accept: "application/json" } });
    expect([json.status, json.text.length < LENGTH]).toEqual([404, true]);
  },
  async "error-page"({ ask }) {
    const page = await ask("/fail", { headers: { accept: "text/html" } });
    expect([page.status, page.text]).toEqual([500, expect.stringContaining("<h1>Error: of the inside</h1>")]);
    const { status, text } = await ask("/gone", { headers: { accept: "application/json" } });
    expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ status: 404 })]);
  },
  async etag({ ask }) {
    const answer = await ask("/text");
    expectText(answer);
    // The same on every host, as it is here: any of them may answer the next request.
    const hash = hash128(new TextEncoder().encode(answer.text));
    expect(answer.headers.get("etag")).toBe(`W/"${hash}"`);
    expect((await ask("/stream")).headers.get("etag")).toBe(null);
  },
  async form({ ask }) {
    const body = new FormData();
    body.append("title", "Grüße");
    body.append("photo", new Blob([new Uint8Array([0, 255, 128])]));
    expect((await ask("/fill", { method: "POST", body })).text).toBe("Grüße 3");
    const fields = new URLSearchParams({ title: "a & b" });
    expect((await ask("/fill", { method: "POST", body: fields })).text).toBe("a & b undefined");
    fields.set("title", "x".repeat(101));
    expect(await statusOf(ask("/fill", { method: "POST", body: fields }))).toBe(413);
  },
  async head({ ask }) {
    const { status, headers, text } = await ask("/text", { method: "HEAD" });
    expect([status, headers.get("content-length"), text]).toEqual([200, String(LENGTH), ""]);
    expect(await statusOf(ask("/text", { method: "POST" }))).toBe(405);
  },
  async "http-error"({ ask }) {
    const problem = await ask("/gone", { headers: { accept: "application/json" } });
    expect([problem.headers.get("content-type"), JSON.parse(problem.text)]).toEqual([
      "application/problem+json",
      expect.objectContaining({ status: 404, detail: "No such picture." }),
    ]);
    const { status, text } = await ask("/gone", { headers: { accept: "text/plain" } });
    expect([status, text]).toEqual([404, expect.stringContaining("No such picture.")]);
  },
  async recommended({ ask }) {
    const answer = await ask("/text", { headers: { "accept-encoding": "gzip" } });
    expectText(answer);
    for (const name of ["x-content-type-options", "x-request-id", "etag", "content-encoding"]) {
      expect([name, answer.headers.has(name)]).toEqual([name, true]);
    }
    const failed = await ask("/fail");
    expect([failed.status, failed.text]).toEqual([500, expect.not.stringContaining("inside")]);
    const headers = { origin: "https://evil.example" };
    expect(await statusOf(ask("/show", { method: "POST", headers }))).toBe(403);
  },
  async "request-id"({ ask }) {
    const answer = await ask("/show");
    const id = answer.headers.get("x-request-id");
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(JSON.parse(answer.text)).toMatchObject({ id });
    expect((await ask("/show")).headers.get("x-request-id")).not.toBe(id);
  },
  async "security-headers"({ ask }) {
    const answer = await ask("/text");
    expectText(answer);
    const values = ["x-frame-options", "x-content-type-options"].map((name) => answer.headers.get(name));
    expect(values).toEqual(["SAMEORIGIN", "nosniff"]);
  },
  async "server-timing"({ ask }) {
    const { headers, text } = await ask("/timed");
    expect([text, headers.get("server-timing")]).toEqual([
      "timed",
      expect.stringMatching(/^app;dur=[\d.]+, db;desc="the database";dur=[\d.]+$/),
    ]);
  },
  async session({ ask }) {
    const visit = async (cookie?: string): Promise<[text: string, cookie: string]> => {
      const { text, headers } = await ask("/remember", cookie === undefined ? {} : { headers: { cookie } });
      return [text, headers.getSetCookie()[0]!.split(";")[0]!];
    };
    const [one, first] = await visit();
    const [two, second] = await visit(first);
    const [three] = await visit(second);
    expect([one, two, three]).toEqual(["1", "2", "3"]);
    // What was changed on its way counts for nothing.
    const forged = `${second.slice(0, -8)}${second.at(-8) === "A" ? "B" : "A"}${second.slice(-7)}`;
    expect((await visit(forged))[0]).toBe("1");
  },
  async "static-files"({ ask }) {
    const file = await ask("/logo.svg");
    expect([file.status, file.text, file.headers.get("content-type")]).toEqual([
      200,
      '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
      "image/svg+xml",
    ]);
    const part = await ask("/logo.svg", { headers: { range: "bytes=0-3" } });
    expect([part.status, part.text]).toEqual([206, "<svg"]);
    // What is not a file, or is hidden, is the application's.
    expectText(await ask("/text"));
    expect(await statusOf(ask("/.hidden"))).toBe(404);
    expect(await statusOf(ask("/..%2fmatrix-files.ts"))).toBe(404);
    expect(await seen(ask("/show"))).toMatchObject({ method: "GET" });
  },
};
