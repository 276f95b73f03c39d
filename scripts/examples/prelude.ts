/**
 * Names that the examples take for granted: applications, a request, and things of the program around them. The tests import from
 * here what an example uses and does not declare. More is in the other files of this folder, see `preludesOf` of `@tsgi/harness/examples`.
 */
import {
  createKey,
  withWriter,
  type Application,
  type Environ,
  type Middleware,
  type StartResponse,
} from "@tsgi/core";
import { createEnviron } from "@tsgi/testing";

export type { Application, Body, Key, Middleware } from "@tsgi/core";

const answering =
  (text: string): Application =>
  (_environ, startResponse) => {
    startResponse(200, [["content-type", "text/plain; charset=utf-8"]]);
    return text;
  };

export const app: Application = answering("app");
export const home: Application = answering("home");
export const shop: Application = answering("shop");
export const api: Application = answering("api");
export const admin: Application = answering("admin");
export const login: Application = answering("login");
export const maintenance: Application = answering("back soon");

/** Asynchronous, with bytes: middleware must be able to wrap this too. */
export const inBytes: Application = withWriter(async (_environ, startResponse, write) => {
  startResponse(200, [["content-type", "text/plain"]]);
  await write(new TextEncoder().encode("bytes"));
});

export const middleware: Middleware = (inner) => (environ, start) => inner(environ, start);

export const environ: Environ = createEnviron({
  scheme: "https",
  serverName: "example.com",
  basePath: "/api",
  target: "/api/x%2Fy?q=1",
  headers: { host: "example.com", accept: "text/html" },
});
export const startResponse: StartResponse = () => {};

export const user = createKey<string>("example.user");
export const secret = "a secret that is long enough for every example";
export const token = "s3cret";
export const url = "http://stock.internal/";
export const mode: string = "development";

export const db = {
  connect: async (): Promise<void> => {},
  query: async (_sql: string): Promise<{ id: number }[]> => [{ id: 1 }],
  close: async (): Promise<void> => {},
};
export const tokens = {
  find: async (sent: string): Promise<{ owner: string } | undefined> =>
    sent === token ? { owner: "ann" } : undefined,
};

/** Responds to the requests of examples to other servers: `*.internal`, `*.example`. */
export function answerElsewhere({ hostname }: URL): Response | undefined {
  return /\.(?:internal|example)$/.test(hostname) ? Response.json({ from: hostname }) : undefined;
}
