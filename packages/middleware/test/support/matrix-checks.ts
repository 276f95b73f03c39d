/** One check of each middleware, by its name: that it does its work in front of a sample application, whatever the host. */
import { expect } from "vitest";
import { LENGTH, comesTo, expectText, statusOf, type MatrixChecks } from "./matrix-answer.ts";
import { guardChecks } from "./matrix-checks-guards.ts";
import { responseChecks } from "./matrix-checks-responses.ts";

export const matrixChecks: MatrixChecks = {
  ...guardChecks,
  ...responseChecks,
  async "access-log"(host) {
    for (const [path, line] of [
      ["/stream", `GET 200 ${2 * LENGTH}`],
      ["/nothing", /^GET 404 \d+$/],
    ] as const) {
      await host.ask(path);
      // The line is there after the client has all.
      await comesTo(host, "/last", line);
    }
  },
  async "health-check"({ ask }) {
    expect([await statusOf(ask("/livez")), await statusOf(ask("/readyz"))]).toEqual([200, 200]);
    expect([await statusOf(ask("/ill/livez")), await statusOf(ask("/ill/readyz"))]).toEqual([200, 503]);
    expectText(await ask("/text"));
  },
  async metrics(host) {
    for (const [path, status] of [
      ["/stream", 200],
      ["/nothing", 404],
    ] as const) {
      await host.ask(path);
      await comesTo(host, "/seen", `true GET ${status} 0`);
    }
  },
};
