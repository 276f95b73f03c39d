/* oxlint-disable unicorn/consistent-function-scoping -- each function is defined beside its use */
import { fromExpress } from "@tsgi/express";
import { wrapped } from "@tsgi/harness/listening";
import { toNode } from "@tsgi/node";
import type { Application } from "@tsgi/core";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import express5 from "express";
import { describe, expect, test } from "vitest";
import { expresses, serving } from "./_expresses.ts";

/** Heads that Node's own response takes, and startResponse does not. */
const heads: [name: string, set: (response: Response) => void][] = [
  ...[999, 600, 199].map((status): (typeof heads)[number] => [
    `status ${status}`,
    (response) => void (response.statusCode = status),
  ]),
  ...["abc", "1e0", "", ["1", "1"]].map((value): (typeof heads)[number] => [
    `content-length ${JSON.stringify(value)}`,
    (response) => void response.setHeader("content-length", value),
  ]),
];

describe.each(expresses)("%s: a head that is refused", (_name, express) => {
  const ask = async (app: Application): Promise<[status: number, body: string]> => {
    const response = await fetch(await serving(toNode(wrapped(app)) as never));
    return [response.status, await response.text()];
  };
  const app = (...handlers: (RequestHandler | ErrorRequestHandler)[]): Application =>
    fromExpress(
      express()
        .set("env", "test")
        .use(...(handlers as RequestHandler[])),
    );

  describe.each(heads)("%s", (_head, set) => {
    const answering: RequestHandler = (_request, response) => (set(response), void response.end("refused"));
    const later: RequestHandler = (_request, _response, next) => void setImmediate(next);
    const handling: ErrorRequestHandler = (error, _request, response, _next) =>
      void response.status(503).send(`mine: ${error.name}`);

    test.each([
      ["at once", [answering]],
      ["later", [later, answering]],
    ])("%s: Express's own error answer gets through", async (_when, handlers) => {
      const [status, body] = await ask(app(...handlers));
      expect([status, body.includes("<title>Error</title>")]).toEqual([500, true]);
    });

    test.each([
      ["at once", [answering]],
      ["later", [later, answering]],
    ])("%s: the answer of the application's error handler gets through", async (_when, handlers) => {
      expect(await ask(app(...handlers, handling))).toEqual([503, "mine: TsgiError"]);
    });

    test("an error handler that leaves the head unchanged: Express's own answer follows", async () => {
      const careless: ErrorRequestHandler = (_error, _request, response, _next) => void response.end("again");
      const [status, body] = await ask(app(answering, careless));
      expect([status, body.includes("<title>Error</title>")]).toEqual([500, true]);
    });
  });
});

test("a listener's answer to a refusal is refused too: the server answers, the process lives", async () => {
  const logged: string[] = [];
  const refusing: Application = (environ) =>
    fromExpress(express5().set("env", "test"))(environ, () => {
      throw new Error("always");
    });
  const errors = { write: (text: string) => void logged.push(text), flush: () => {} };
  const response = await fetch(await serving(toNode(refusing, { log: errors }) as never));
  expect([response.status, await response.text()]).toEqual([500, "Internal Server Error"]);
  expect(logged.join("")).toContain("always");
});
