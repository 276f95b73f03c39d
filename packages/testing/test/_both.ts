import type { ApplicationLike } from "@tsgi/core";
import { serve } from "@tsgi/node";
import { createClient, type Client } from "@tsgi/testing";
import { describe } from "vitest";

/** A client and the server behind it. */
export interface Started extends AsyncDisposable {
  readonly client: Client;
}

type Start = (app: ApplicationLike) => Promise<Started>;

/** Runs the same tests in process, and against a live server. */
export function describeBoth(title: string, tests: (start: Start) => void): void {
  describe(`${title}, in process`, () => {
    tests(inProcess);
  });
  describe(`${title}, live`, () => {
    tests(live);
  });
}

async function inProcess(app: ApplicationLike): Promise<Started> {
  const client = createClient(app);
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

async function live(app: ApplicationLike): Promise<Started> {
  const errors = { write: () => {}, flush: () => {} };
  const server = await serve(app, { port: 0, signals: false, shutdownTimeout: 0, log: errors });
  const client = createClient(server.url);
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}
