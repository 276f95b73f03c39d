/**
 * The smallest program of each contestant, by id, all with the same response: used for bundle size and cold start.
 * Each is a JavaScript module. It prints the URL that it listens on; on Lambda it exports `handler`, and for workerd it is a
 * Worker.
 */
import { TEXT, TEXT_TYPE } from "../scenarios/_payload.ts";

const text = JSON.stringify(TEXT);
const type = JSON.stringify(TEXT_TYPE);

/** The application, in the form for each kind of adapter. */
const app = {
  tsgi: `const app = (environ, startResponse) => {
  startResponse(200, [["content-type", ${type}]]);
  return ${text};
};`,
  fetch: `const app = () => new Response(${text}, { headers: { "content-type": ${type}, "content-length": "${TEXT.length}" } });`,
  hono: `import { Hono } from "hono";
const app = new Hono();
app.get("/text", (c) => c.body(${text}, 200, { "content-type": ${type} }));`,
  express: `import express from "express";
const app = express();
app.get("/text", (request, response) => response.set("content-type", ${type}).send(${text}));`,
  fastify: `import fastify from "fastify";
const app = fastify();
app.get("/text", (request, reply) => reply.header("content-type", ${type}).send(${text}));`,
};

/** Prints the URL in the fastest way: the first console.log takes two milliseconds. */
const told = `import { writeSync } from "node:fs";
const told = (server) =>
  server.listen(0, "127.0.0.1", () => writeSync(1, "http://127.0.0.1:" + server.address().port + "/\\n"));`;
const serve = `${told}\nimport { createServer } from "node:http";`;

const local = `{ port: 0, hostname: "127.0.0.1" }`;

/** Handlers of some adapters have an extra parameter for a callback, which Lambda rejects on Node 24. */
const twoParameters = "export const handler = (event, context) => adapted(event, context);";

const sources: Readonly<Record<string, readonly string[]>> = {
  "node-http": [
    serve,
    `told(createServer((request, response) => {
  response.writeHead(200, { "content-type": ${type}, "content-length": ${TEXT.length} });
  response.end(${text});
}));`,
  ],
  "tsgi-node": [serve, `import { toNode } from "@tsgi/node";`, app.tsgi, `told(createServer(toNode(app)));`],
  "tsgi-node-serve": [
    `import { writeSync } from "node:fs";`,
    `import { serve } from "@tsgi/node";`,
    app.tsgi,
    `writeSync(1, (await serve(app, { port: 0, hostname: "127.0.0.1" })).url + "\\n");`,
  ],
  "tsgi-fetch": [
    serve,
    `import { fromFetch } from "@tsgi/fetch";`,
    `import { toNode } from "@tsgi/node";`,
    app.fetch,
    `told(createServer(toNode(fromFetch(app))));`,
  ],
  srvx: [
    serve,
    `import { toNodeHandler } from "srvx/node";`,
    app.fetch,
    `told(createServer(toNodeHandler(app)));`,
  ],
  "hono-server": [
    serve,
    `import { getRequestListener } from "@hono/node-server";`,
    app.fetch,
    `told(createServer(getRequestListener(app)));`,
  ],
  whatwg: [
    serve,
    `import { createServerAdapter } from "@whatwg-node/server";`,
    app.fetch,
    `told(createServer(createServerAdapter(app)));`,
  ],
  hattip: [
    told,
    `import { createServer } from "@hattip/adapter-node";`,
    app.fetch,
    `told(createServer(app));`,
  ],
  remix: [
    serve,
    `import { createRequestListener } from "@remix-run/node-fetch-server";`,
    app.fetch,
    `told(createServer(createRequestListener(app)));`,
  ],
  express: [serve, app.express, `told(createServer(app));`],
  "tsgi-express": [
    serve,
    `import express from "express";`,
    `import { toExpress } from "@tsgi/express";`,
    app.tsgi,
    `told(createServer(express().use("/", toExpress(app))));`,
  ],
  fastify: [told, app.fastify, `await app.ready();`, `told(app.server);`],
  "tsgi-fastify": [
    told,
    `import fastify from "fastify";`,
    `import { toFastify } from "@tsgi/fastify";`,
    app.tsgi,
    `const server = fastify();`,
    `await server.register(toFastify(app));`,
    `await server.ready();`,
    `told(server.server);`,
  ],
  hono: [
    told,
    `import { createAdaptorServer } from "@hono/node-server";`,
    app.hono,
    `told(createAdaptorServer(app));`,
  ],
  "tsgi-hono": [
    told,
    `import { createAdaptorServer } from "@hono/node-server";`,
    `import { Hono } from "hono";`,
    `import { toHono } from "@tsgi/hono";`,
    app.tsgi,
    `told(createAdaptorServer(new Hono().get("/*", toHono(app))));`,
  ],

  "lambda-by-hand": [
    `export const handler = async () =>
  ({ statusCode: 200, headers: { "content-type": ${type} }, body: ${text}, isBase64Encoded: false });`,
  ],
  "lambda-tsgi": [
    `import { toLambda } from "@tsgi/aws-lambda";`,
    app.tsgi,
    `export const handler = toLambda(app);`,
  ],
  "lambda-tsgi-fetch": [
    `import { toLambda } from "@tsgi/aws-lambda";`,
    `import { fromFetch } from "@tsgi/fetch";`,
    app.fetch,
    `export const handler = toLambda(fromFetch(app));`,
  ],
  "lambda-hono": [
    `import { handle } from "hono/aws-lambda";`,
    app.hono,
    `export const handler = handle(app);`,
  ],
  "lambda-srvx": [
    `import { toLambdaHandler } from "srvx/aws-lambda";`,
    app.fetch,
    `export const handler = toLambdaHandler({ fetch: app });`,
  ],
  "lambda-hattip": [
    `import adapter from "@hattip/adapter-aws-lambda";`,
    app.fetch,
    `export const handler = adapter(app);`,
  ],
  "lambda-express-tsgi": [
    `import { toLambda } from "@tsgi/aws-lambda";`,
    `import { fromExpress } from "@tsgi/express";`,
    app.express,
    `export const handler = toLambda(fromExpress(app));`,
  ],
  "lambda-express-serverless-http": [
    `import serverless from "serverless-http";`,
    app.express,
    `export const handler = serverless(app);`,
  ],
  "lambda-express-codegenie": [
    `import serverlessExpress from "@codegenie/serverless-express";`,
    app.express,
    `const adapted = serverlessExpress({ app });`,
    twoParameters,
  ],
  "lambda-express-vendia": [
    `import serverlessExpress from "@vendia/serverless-express";`,
    app.express,
    `const adapted = serverlessExpress({ app });`,
    twoParameters,
  ],
  "lambda-fastify-tsgi": [
    `import { toLambda } from "@tsgi/aws-lambda";`,
    `import { fromFastify } from "@tsgi/fastify";`,
    app.fastify,
    `export const handler = toLambda(fromFastify(app));`,
  ],
  "lambda-fastify-aws-lambda": [
    `import awsLambdaFastify from "@fastify/aws-lambda";`,
    app.fastify,
    `const adapted = awsLambdaFastify(app);`,
    twoParameters,
  ],

  "workerd-native": [app.fetch, `export default { fetch: app };`],
  "tsgi-workerd": [
    `import { toWorker } from "@tsgi/cloudflare-workers";`,
    app.tsgi,
    `export default toWorker(app);`,
  ],
  "hono-workerd": [app.hono, `export default app;`],
  "srvx-workerd": [
    `import { serve } from "srvx/cloudflare";`,
    app.fetch,
    `export default serve({ fetch: app, manual: true });`,
  ],

  "bun-native": [app.fetch, `console.log(String(Bun.serve({ ...${local}, fetch: app }).url));`],
  "tsgi-bun": [
    `import { serve } from "@tsgi/bun";`,
    app.tsgi,
    `console.log((await serve(app, { port: 0 })).url);`,
  ],
  "hono-bun": [app.hono, `console.log(String(Bun.serve({ ...${local}, fetch: app.fetch }).url));`],
  "srvx-bun": [
    `import { serve } from "srvx/bun";`,
    app.fetch,
    `console.log((await serve({ port: 0, hostname: "127.0.0.1", silent: true, fetch: app }).ready()).url);`,
  ],

  "deno-native": [app.fetch, toldByDeno("app")],
  "tsgi-deno": [
    `import { serve } from "@tsgi/deno";`,
    app.tsgi,
    `console.log((await serve(app, { port: 0 })).url);`,
  ],
  "hono-deno": [app.hono, toldByDeno("app.fetch")],
  "srvx-deno": [
    `import { serve } from "srvx/deno";`,
    app.fetch,
    `console.log((await serve({ port: 0, hostname: "127.0.0.1", silent: true, fetch: app }).ready()).url);`,
  ],
};

/** By the contestant's id. */
export const programs: ReadonlyMap<string, string> = new Map(
  Object.entries(sources).map(([id, parts]) => [id, parts.join("\n")]),
);

function toldByDeno(handler: string): string {
  return `const { addr } = Deno.serve({ ...${local}, onListen() {} }, ${handler});
console.log("http://127.0.0.1:" + addr.port + "/");`;
}

/** Returns the packages that a program imports. */
export function importsOf(program: string): string[] {
  const lines = program.split("\n").filter((line) => line.startsWith("import "));
  return lines.flatMap((line) => / from "([^"]+)";$/.exec(line)?.[1] ?? []);
}
