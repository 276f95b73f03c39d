/** The application of servers that close under load. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Application } from "@tsgi/core";

/** `/fast` answers at once, `/later` after 5 ms, `/stream` in three pieces. */
export const loadedApplication: Application = (environ, startResponse) => {
  startResponse(200, [["content-type", "text/plain"]]);
  if (environ.pathInfo === "/later") return sleep(5, "later");
  return environ.pathInfo === "/stream" ? pieces() : "hello";
};

async function* pieces(): AsyncGenerator<string> {
  for (const piece of ["one", "two", "three"]) {
    yield piece;
    await sleep(3);
  }
}
