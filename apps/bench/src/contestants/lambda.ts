/** Adapters on AWS Lambda: from an event to a result, on Node. */
import type { Contestant, Group } from "./contestant.ts";

const scenarios = [
  "lambda-v2-text",
  "lambda-v2-whole",
  "lambda-v1-text",
  "lambda-v1-whole",
  "lambda-alb-text",
];
/** A handler only for events of version 2. */
const notV2 = scenarios.filter((id) => !id.startsWith("lambda-v2"));

export const lambda: readonly Contestant[] = [
  row("lambda-by-hand", "handler by hand", "aws-lambda", "control", []),
  row("lambda-tsgi", "@tsgi/aws-lambda", "aws-lambda", "tsgi", ["@tsgi/aws-lambda"]),
  row("lambda-tsgi-fetch", "@tsgi/aws-lambda, fetch app", "aws-lambda", "tsgi", [
    "@tsgi/aws-lambda",
    "@tsgi/fetch",
  ]),
  row("lambda-hono", "hono/aws-lambda", "aws-lambda", "peer", ["hono"]),
  row("lambda-srvx", "srvx/aws-lambda", "aws-lambda", "peer", ["srvx"]),
  {
    ...row("lambda-hattip", "@hattip/adapter-aws-lambda", "aws-lambda", "peer", [
      "@hattip/adapter-aws-lambda",
    ]),
    fails: notV2,
  },
  express("tsgi", "@tsgi/aws-lambda, fromExpress", "tsgi", "@tsgi/aws-lambda", "@tsgi/express"),
  express("serverless-http", "serverless-http", "peer", "serverless-http"),
  express("codegenie", "@codegenie/serverless-express", "peer", "@codegenie/serverless-express"),
  express("vendia", "@vendia/serverless-express", "peer", "@vendia/serverless-express"),
  fastify("tsgi", "@tsgi/aws-lambda, fromFastify", "tsgi", "@tsgi/aws-lambda", "@tsgi/fastify"),
  fastify("aws-lambda", "@fastify/aws-lambda", "peer", "@fastify/aws-lambda"),
];

function row(
  id: string,
  name: string,
  group: Group,
  kind: Contestant["kind"],
  packages: readonly string[],
): Contestant {
  return { id, name, group, kind, runtime: "node", module: `${id}.ts`, scenarios, packages };
}

function express(
  id: string,
  name: string,
  kind: Contestant["kind"],
  ...adapters: readonly string[]
): Contestant {
  return row(`lambda-express-${id}`, name, "aws-lambda-express", kind, [...adapters, "express"]);
}

function fastify(
  id: string,
  name: string,
  kind: Contestant["kind"],
  ...adapters: readonly string[]
): Contestant {
  return row(`lambda-fastify-${id}`, name, "aws-lambda-fastify", kind, [...adapters, "fastify"]);
}
