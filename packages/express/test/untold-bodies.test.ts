/* oxlint-disable unicorn/consistent-function-scoping -- each function is defined beside its use */
import { once } from "node:events";
import { connect } from "node:http2";
import type { Application } from "@tsgi/core";
import { MemoryInput } from "@tsgi/core/server";
import { fromExpress } from "@tsgi/express";
import { get, listening } from "@tsgi/harness/listening";
import { serve } from "@tsgi/node";
import { fromConnect } from "@tsgi/node/from";
import multer from "multer";
import { describe, expect, onTestFinished, test } from "vitest";
import { toFetch } from "@tsgi/fetch";
import { expresses } from "./_expresses.ts";

/** Bodies that no header field announces. */
describe.each(expresses)("%s: body parsers find a body of undeclared length", (_name, express) => {
  const form = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';
  const bodies: [name: string, type: string, body: string, parsed: unknown][] = [
    ["json", "application/json", '{"a":"1"}', { a: "1" }],
    ["urlencoded", "application/x-www-form-urlencoded", "a=1", { a: "1" }],
    ["text", "text/plain", "a", "a"],
    ["raw", "application/octet-stream", "a", { type: "Buffer", data: [97] }],
    ["multer", "multipart/form-data; boundary=b", form, { a: "1" }],
  ];
  const parsing = (): Application =>
    fromExpress(
      express()
        .use(express.json(), express.urlencoded({ extended: false }), express.text(), express.raw())
        .use(multer().none())
        .use((request, response) => void response.json(request.body ?? "none")),
    );
  const type = (name: string): Record<string, string> => ({ "content-type": name });

  describe.each(bodies)("%s", (_parser, contentType, body, parsed) => {
    test.each([
      ["a text", () => body],
      ["a stream", () => new Blob([body]).stream()],
    ])("of a Request made of %s", async (_of, make) => {
      const init = { method: "POST", headers: type(contentType), body: make(), duplex: "half" };
      const request = new Request("http://a/", init as RequestInit);
      const response = await toFetch(parsing())(request, undefined);
      expect(await response.json()).toEqual(parsed);
    });

    test("over HTTP/2", async () => {
      const server = await serve(parsing(), { port: 0, http2: true, signals: false, shutdownTimeout: 100 });
      const client = connect(server.url);
      onTestFinished(async () => {
        client.destroy();
        await server.close();
      });
      const stream = client.request({ ":method": "POST", ":path": "/", ...type(contentType) });
      stream.write(body.slice(0, 1));
      stream.end(body.slice(1));
      let text = "";
      stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      await once(stream, "close");
      expect(JSON.parse(text)).toEqual(parsed);
    });

    test("that a middleware has put in its place", async () => {
      const app = parsing();
      const server = await listening((environ, startResponse) => {
        const headers = ["Content-Type", contentType];
        const input = new MemoryInput(new TextEncoder().encode(body));
        return app(environ.derive({ headers, input }), startResponse);
      });
      const answer = await get(server, { method: "POST", body: "what came" });
      expect(JSON.parse(answer.body)).toEqual(parsed);
    });

    test("whose length a middleware of Connect has taken away", async () => {
      const taking = (
        request: { headers: Record<string, unknown> },
        _response: unknown,
        next: () => void,
      ): void => {
        delete request.headers["content-length"];
        request.headers["x-more"] = "1";
        next();
      };
      const app = parsing();
      const copying: Application = (environ, startResponse) => app(environ.derive(), startResponse);
      const server = await listening(fromConnect(taking)(copying));
      const answer = await get(server, { method: "POST", headers: type(contentType), body });
      expect(JSON.parse(answer.body)).toEqual(parsed);
    });
  });

  test("if there is none, none is found", async () => {
    const looking: Application = fromExpress(
      express().use((request, response) => void response.send(String(request.headers["transfer-encoding"]))),
    );
    const bare = new Request("http://a/", { method: "POST" });
    expect(await (await toFetch(looking)(bare, undefined)).text()).toBe("undefined");
    const server = await listening((environ, startResponse) =>
      looking(environ, (...args) => startResponse(...args)),
    );
    for (const [method, headers] of [
      ["GET", {}],
      ["DELETE", {}],
      ["POST", { "content-length": "0" }],
    ] as const)
      expect((await get(server, { method, headers })).body).toBe("undefined");
  });
});
