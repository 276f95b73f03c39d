import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toExpress, type ExpressRequest, type ExpressResponse } from "@tsgi/express";
import { expect, onTestFinished, test } from "vitest";

test("outside of Express the handler answers as a bare server does", async () => {
  const log: string[] = [];
  const handler = toExpress(
    (environ, startResponse) => {
      if (environ.pathInfo === "/fails") throw new Error("mine");
      startResponse(environ.pathInfo === "/none" ? 404 : 200, []);
      return `${environ.scriptName} ${environ.pathInfo} ${environ.target}`;
    },
    { fallthrough: true, log: { write: (text) => void log.push(text), flush: () => {} } },
  );
  const server = createServer((request, response) => {
    void handler(request as unknown as ExpressRequest, response as unknown as ExpressResponse);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await (await fetch(`${url}/a?b`)).text()).toBe(" /a /a?b");
  expect((await fetch(`${url}/fails`)).status).toBe(500);
  expect((await fetch(`${url}/none`)).status).toBe(500);
  expect(log.map((text) => /Error: mine|TSGI_OPTION_INVALID/.exec(text)?.[0])).toEqual([
    "Error: mine",
    "TSGI_OPTION_INVALID",
  ]);
});
