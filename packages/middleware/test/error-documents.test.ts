import { mount, type Application, type HeaderList } from "@tsgi/core";
import { Counted, TEXT, answers, clientOf } from "@tsgi/harness/linted";
import { errorDocuments, type ErrorDocumentsOptions } from "@tsgi/middleware/error-documents";
import { createEnviron } from "@tsgi/testing";
import { describe, expect, test } from "vitest";

const HTML: HeaderList = [["content-type", "text/html; charset=utf-8"]];
const page = answers("<h1>Missing</h1>", 200, [...HTML, ["content-language", "en"], ["x-page", "1"]]);
const missing = answers("no", 404, [
  ...TEXT,
  ["content-length", "2"],
  ["retry-after", "9"],
  ["content-security-policy", "x"],
]);

async function ask(
  documents: ErrorDocumentsOptions["documents"],
  app: Application = missing,
  accept = "text/html",
) {
  await using client = clientOf(errorDocuments({ documents }), app);
  const response = await client.post("/a?q=1", {
    body: "x",
    headers: { accept, range: "bytes=0-1", "if-none-match": "*" },
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
    log: client.log,
  };
}

describe("errorDocuments", () => {
  test("puts a document in the place of the body, and keeps status and headers [M11]", async () => {
    const { status, headers, text } = await ask({ 404: page });
    expect([status, text]).toEqual([404, "<h1>Missing</h1>"]);
    expect(headers).toEqual({
      "retry-after": "9",
      "content-security-policy": "x",
      "content-type": "text/html; charset=utf-8",
      "content-language": "en",
      "content-length": "16",
    });
  });

  test("asks the application for a path, with GET, whole and without a body", async () => {
    const seen: unknown[] = [];
    const app = mount({
      "/a": missing,
      "/errors": async (environ, startResponse) => {
        const { method, scriptName, pathInfo, queryString, input } = environ;
        seen.push(
          method,
          scriptName,
          pathInfo,
          queryString,
          environ.header("range"),
          environ.header("if-none-match"),
          (await input.bytes()).length,
        );
        startResponse(200, HTML);
        return ["<h1>", "404"].values();
      },
    });
    expect((await ask({ 404: "/errors/404" }, app)).text).toBe("<h1>404");
    expect(seen).toEqual(["GET", "/errors", "/404", "", undefined, undefined, 0]);
  });

  test("closes the body that it replaces, once and unread [M07]", async () => {
    const body = new Counted(["no"]);
    expect((await ask({ 404: page }, answers(body, 404))).text).toBe("<h1>Missing</h1>");
    expect(body.closed).toBe(1);
  });

  test.each<[string, ErrorDocumentsOptions["documents"], Application?, string?]>([
    ["a status without a document", { 500: page }],
    ["a client that prefers JSON", { 404: page }, missing, "application/json"],
    ["a document that is missing itself", { 404: "/errors/404" }],
    ["a document that is empty", { 404: answers(null, 204, []) }],
  ])("leaves %s unchanged", async (_, documents, app = missing, accept = "text/html") => {
    const { status, text } = await ask(documents, app, accept);
    expect([status, text]).toEqual([404, "no"]);
  });

  test.each<[string, Application]>([
    [
      "throws",
      () => {
        throw new Error("mine");
      },
    ],
    ["rejects", () => Promise.reject(new Error("mine"))],
    [
      "breaks off",
      answers(
        (function* () {
          yield "a";
          throw new Error("mine");
        })(),
      ),
    ],
  ])("leaves a response unchanged when its document %s, and logs that", async (_, document) => {
    const { text, log } = await ask({ 404: document });
    expect([text, log.includes("mine")]).toEqual(["no", true]);
  });

  test("stays synchronous if both are [M15]", () => {
    const app = errorDocuments({ documents: { 404: page } })(missing);
    expect(app(createEnviron({ headers: { accept: "text/html" } }), () => {})).toBe("<h1>Missing</h1>");
  });

  test.each([
    [{}, "errorDocuments: documents is undefined, must be set"],
    [
      { documents: { 200: page } },
      "errorDocuments: documents is [object Object], must be an object by status, 400 to 599",
    ],
    [{ documents: { 404: page }, when: 1 }, "errorDocuments: when is 1"],
  ])("checks its options at once: %j", (options, message) => {
    expect(() => errorDocuments(options as never)).toThrow(message);
  });

  test("checks its documents when it wraps an application", () => {
    expect(() => errorDocuments({ documents: { 404: "x" } })(missing)).toThrow(
      'errorDocuments: documents.404 is "x"',
    );
    expect(() => errorDocuments({ documents: { 404: 7 as never } })(missing)).toThrow(
      "TSGI_APPLICATION_INVALID",
    );
  });
});
