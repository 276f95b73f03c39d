/** For pages about tests: an application of users, and the functions of a test runner. */
import type { Application } from "@tsgi/core";
import { createClient, type Client } from "@tsgi/testing";

export { expect } from "vitest";

export const app: Application = async ({ method, pathInfo, input }, startResponse) => {
  if (pathInfo === "/events") {
    startResponse(200, [["content-type", "text/event-stream"]]);
    return ticks();
  }
  if (method !== "POST") {
    startResponse(200, []);
    return "users";
  }
  const { name } = (await input.json()) as { name: string };
  startResponse(201, [["content-type", "application/json"]]);
  return JSON.stringify({ id: 1, name });
};

async function* ticks(): AsyncGenerator<string> {
  for (;;) yield "data: tick\n\n";
}

export const client: Client = createClient(app);

/** Tests that an example has registered; they have run when these promises have settled. */
export const registered: Promise<void>[] = [];
export function test(_title: string, run: () => void | Promise<void>): void {
  registered.push(Promise.resolve().then(run));
}
